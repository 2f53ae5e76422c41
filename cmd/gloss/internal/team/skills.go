package team

import (
	"context"
	"slices"
	"strings"

	"gloss/annotations"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// SetSkills replaces the skills of a member of a project. still, here and in what else
// is replaced, is asked in the same transaction what it has against replacing what is
// there; nil has nothing.
func (t *Team) SetSkills(ctx context.Context, by By, project, user string, skills []string, still func(now []string) error) error {
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
	same := false
	err = t.Work.SetMemberSkills(ctx, p.ID, u.ID, tags, func(now []string) error {
		same = slices.Equal(now, tags)
		if still == nil {
			return nil
		}
		return still(now)
	})
	if err != nil || same {
		return err
	}
	t.note(ctx, by, "set the skills", u.Name+": "+strings.Join(tags, ", "), project)
	return nil
}

// Skills are those of a member of a project.
func (t *Team) Skills(ctx context.Context, by By, project, user string) ([]string, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return nil, err
	}
	if _, err := t.memberOf(ctx, project, user); err != nil {
		return nil, err
	}
	return t.Work.SkillsOf(ctx, p.ID, user)
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
func (t *Team) SetNeeds(ctx context.Context, by By, project string, id annotations.DocumentID, skills []string, still func(now Needs) error) error {
	if _, err := t.manage(ctx, by, project); err != nil {
		return err
	}
	d, err := t.document(ctx, by, project, id)
	if err != nil {
		return err
	}
	var check func([]string, bool) error
	if still != nil {
		check = func(skills []string, byHand bool) error { return still(Needs{skills, byHand}) }
	}
	if err := t.Work.SetNeeds(ctx, d, skills, check); err != nil {
		return err
	}
	tags := strings.Join(skills, ", ")
	if skills == nil {
		tags = "what its metadata says"
	}
	t.note(ctx, by, "set the needed skills", d.Title+": "+tags, project)
	return nil
}
