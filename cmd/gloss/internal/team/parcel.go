package team

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset/release"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// A parcel is one project whole, with its history, as a file that any server
// takes: JSON Lines, compressed. The first line is the project and its settings,
// then comes a line for each document with its log, then one for each assignment,
// release and event of the audit log, and the last line counts them, so that half a
// file is no parcel.

// ErrParcel says what a file is not.
var ErrParcel = errors.New("this is not the backup of a project, or not all of it")

// ErrNewerParcel says that a newer server has written it.
var ErrNewerParcel = errors.New("this backup was written by a newer version of Gloss; please update the server")

const parcelVersion = 1

// parcelLine bounds one line: a document with its log.
const parcelLine = 256 << 20

type parcelHead struct {
	Gloss    string              `json:"gloss"` // "project"
	Version  int                 `json:"version"`
	Made     time.Time           `json:"made"`
	Project  annotations.Project `json:"project"`
	Settings auth.Settings       `json:"settings"`
	Known    Known               `json:"known"`
	// Needs are the skills that documents need, as set by hand.
	Needs   map[string][]string `json:"needs,omitempty"`
	Members []parcelMember      `json:"members,omitempty"`
}

type parcelMember struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Role   auth.Role `json:"role"`
	Skills []string  `json:"skills,omitempty"`
}

// parcelPart is any other line.
type parcelPart struct {
	Document   *annotations.Document `json:"document,omitempty"`
	Changes    []annotations.Change  `json:"changes,omitempty"`
	Assignment *work.Kept            `json:"assignment,omitempty"`
	Release    *parcelRelease        `json:"release,omitempty"`
	Event      *auth.Event           `json:"event,omitempty"`
	End        *parcelEnd            `json:"end,omitempty"`
}

type parcelRelease struct {
	By   string    `json:"by"`
	Made time.Time `json:"made"`
	release.Release
}

type parcelEnd struct {
	Documents   int `json:"documents"`
	Changes     int `json:"changes"`
	Assignments int `json:"assignments"`
	Releases    int `json:"releases"`
	Events      int `json:"events"`
}

// Parcel is a project that its manager is about to take along.
type Parcel struct {
	Name string // of the project
	team *Team
	head parcelHead
}

// Parcel prepares one, for managers; Write writes it.
func (t *Team) Parcel(ctx context.Context, by By, project string) (Parcel, error) {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return Parcel{}, err
	}
	h := parcelHead{Gloss: "project", Version: parcelVersion, Made: time.Now().UTC().Truncate(time.Second), Project: p}
	if h.Settings, _, err = t.People.Settings(ctx, project); err != nil {
		return Parcel{}, err
	}
	if h.Known, err = t.Known(ctx, by, project); err != nil {
		return Parcel{}, err
	}
	if h.Needs, err = t.Work.NeedsByHand(ctx, p.ID); err != nil {
		return Parcel{}, err
	}
	members, err := t.Members(ctx, by, project)
	if err != nil {
		return Parcel{}, err
	}
	for _, m := range members {
		h.Members = append(h.Members, parcelMember{m.ID, m.Name, m.Role, m.Skills})
	}
	t.note(ctx, by, "took a backup of the project", p.Name, project)
	return Parcel{p.Name, t, h}, nil
}

// Write writes it. progress is told after each page of documents.
func (c Parcel) Write(ctx context.Context, w io.Writer, progress func()) error {
	z := gzip.NewWriter(w)
	e := json.NewEncoder(z)
	if err := e.Encode(c.head); err != nil {
		return err
	}
	var end parcelEnd
	project := c.head.Project.ID
	for place := int64(0); ; {
		page, err := c.team.Store.Read(ctx, project, place, 200)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, l := range page {
			place = l.Place
			end.Documents++
			end.Changes += len(l.Changes)
			if err := e.Encode(parcelPart{Document: &l.Document, Changes: l.Changes}); err != nil {
				return err
			}
		}
		progress()
	}
	for {
		page, err := c.team.Work.Kept(ctx, project, end.Assignments, 2000)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for _, k := range page {
			end.Assignments++
			if err := e.Encode(parcelPart{Assignment: &k}); err != nil {
				return err
			}
		}
	}
	if err := c.writeRest(ctx, e, &end); err != nil {
		return err
	}
	return errors.Join(e.Encode(parcelPart{End: &end}), z.Close())
}

// writeRest writes the releases and the audit log.
func (c Parcel) writeRest(ctx context.Context, e *json.Encoder, end *parcelEnd) error {
	project := c.head.Project.ID.String()
	made, err := c.team.Releases.Of(ctx, project)
	if err != nil {
		return err
	}
	for _, m := range made {
		r, err := c.team.Releases.Get(ctx, project, m.Name)
		if err != nil {
			return err
		}
		end.Releases++
		if err := e.Encode(parcelPart{Release: &parcelRelease{m.By, m.Made, r}}); err != nil {
			return err
		}
	}
	for before := ""; ; {
		events, err := c.team.People.Audit(ctx, project, before, 1000)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, event := range events {
			end.Events++
			before, event.Project, event.ID = event.ID, "", ""
			if err := e.Encode(parcelPart{Event: &event}); err != nil {
				return err
			}
		}
	}
}
