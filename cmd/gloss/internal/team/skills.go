package team

import (
	"context"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// SetSkills replaces the skills of a member of a project.
func (t *Team) SetSkills(ctx context.Context, by By, project, user string, skills []string) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	u, err := t.memberOf(ctx, project, user)
	if err != nil {
		return err
	}
	tags, err := work.Skills(skills)
	if err != nil {
		return err
	}
	all, err := t.Work.MemberSkills(ctx, p.ID)
	if err != nil || slices.Equal(all[u.ID], tags) {
		return err
	}
	if err := t.Work.SetMemberSkills(ctx, p.ID, u.ID, tags); err != nil {
		return err
	}
	t.note(ctx, by, "set the skills", u.Name+": "+strings.Join(tags, ", "), project)
	return nil
}

// memberOf finds a member of a project.
func (t *Team) memberOf(ctx context.Context, project, user string) (auth.User, error) {
	members, err := t.People.Members(ctx, project)
	if err != nil {
		return auth.User{}, err
	}
	for _, m := range members {
		if m.ID == user {
			return m.User, nil
		}
	}
	return auth.User{}, auth.ErrUnknown
}

// Needs are the skills that a document needs.
type Needs struct {
	Skills []string `json:"skills"`
	ByHand bool     `json:"byHand"` // or else by its metadata
}

// Needs are those of a document.
func (t *Team) Needs(ctx context.Context, by By, project string, id annotations.DocumentID) (n Needs, err error) {
	d, err := t.document(ctx, by, project, id)
	if err == nil {
		n.Skills, n.ByHand, err = t.Work.Needs(ctx, d)
	}
	return n, err
}

// SetNeeds says what a document needs; with nil it is what its metadata says.
func (t *Team) SetNeeds(ctx context.Context, by By, project string, id annotations.DocumentID, skills []string) error {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return err
	}
	d, err := t.document(ctx, by, project, id)
	if err != nil {
		return err
	}
	if err := t.Work.SetNeeds(ctx, p.ID, id, skills); err != nil {
		return err
	}
	tags := strings.Join(skills, ", ")
	if skills == nil {
		tags = "what its metadata says"
	}
	t.note(ctx, by, "set the needed skills", d.Title+": "+tags, project)
	return nil
}
