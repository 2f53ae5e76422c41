//go:build unix

package auth

import (
	"testing"
	"time"
)

func TestSettings(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, _ *clock) {
		s, version, err := a.Settings(ctx, "news")
		if err != nil || version != 0 || s != (Settings{Overlap: 1}) {
			t.Fatalf("a new project has %+v, %d, %v", s, version, err)
		}
		s.Sight = SightReviewed
		version = must(a.SetSettings(ctx, "news", s, version))(t)
		_, err = a.SetSettings(ctx, "news", s, 0)
		wantErr(t, "a version from before", err, ErrChanged)
		s.Overlap = 3
		version = must(a.SetSettings(ctx, "news", s, version))(t)
		if got, v, err := a.Settings(ctx, "news"); err != nil || v != version || got != s {
			t.Errorf("%+v, %d, %v", got, v, err)
		}
		if all := must(a.AllSettings(ctx))(t); len(all) != 1 || all["news"] != s {
			t.Errorf("all: %v", all)
		}
	})
}

func TestAudit(t *testing.T) {
	onEach(t, func(t *testing.T, a *Accounts, c *clock) {
		for i := range 5 {
			if err := a.Note(ctx, Event{Who: "ada", What: "did", About: string(rune('a' + i)), Project: []string{"news", "sport"}[i%2]}); err != nil {
				t.Fatal(err)
			}
		}
		var got string
		for before := ""; ; {
			page := must(a.Audit(ctx, "", before, 2))(t)
			for _, e := range page {
				got += e.About
			}
			if len(page) < 2 {
				break
			}
			before = page[1].ID
		}
		if got != "edcba" {
			t.Errorf("the log reads %q", got)
		}
		if news := must(a.Audit(ctx, "news", "", 9))(t); len(news) != 3 {
			t.Errorf("%d events of news", len(news))
		}
		// What happened elsewhere, an hour and a day ago, goes behind it, and is marked.
		elsewhere := []Event{{At: a.now().Add(-time.Hour), Who: "eve", What: "did", About: "y", Project: "of there"}, {At: a.now().Add(-24 * time.Hour), What: "did", About: "x"}}
		if err := a.Restore(ctx, "news", elsewhere); err != nil {
			t.Fatal(err)
		}
		got = ""
		for _, e := range must(a.Audit(ctx, "news", "", 9))(t) {
			got += e.About
			if e.Restored != (e.About >= "x") || e.Project != "news" || e.About == "y" && !e.At.Equal(elsewhere[0].At.Truncate(time.Millisecond)) {
				t.Errorf("%+v", e)
			}
		}
		if got != "ecayx" {
			t.Errorf("with what was restored the log reads %q", got)
		}
	})
}

// TestRights: each role of manager, adjudicator and annotator may all that the
// next may, and who only reads adds nothing.
func TestRights(t *testing.T) {
	for i, r := range []Role{Manager, Adjudicator} {
		for _, right := range []Right{Read, Label, SeeAll, Manage} {
			if below := Roles[i+1]; below.May(right) && !r.May(right) {
				t.Errorf("%s may not %d, and %s may", r, right, below)
			}
		}
	}
	if Reader.May(Label) || Reader.May(Manage) || Annotator.May(SeeAll) || Role("").May(Read) {
		t.Error("somebody may too much")
	}
}
