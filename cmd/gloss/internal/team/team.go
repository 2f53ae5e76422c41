// Package team is what people do on a server with accounts besides labelling:
// make projects, invite, change roles and settings. Each call says who asks, is
// refused when they may not, and leaves a line in the audit log; the API and the
// pages are two ways to call it.
package team

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"gloss/annotations"
	"gloss/annotations/dataset/stats"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/hooks"
	"gloss/cmd/gloss/internal/releases"
	"gloss/cmd/gloss/internal/sqlstore"
	"gloss/cmd/gloss/internal/work"
)

// ErrForbidden says that somebody who may see a thing may not do this to it.
var ErrForbidden = errors.New("you may not do that; ask a manager of the project")

// Team is the people and projects of a server.
type Team struct {
	People *auth.Accounts
	Store  *sqlstore.Store
	Work   *work.Work
	Hooks  *hooks.Hooks
	Log    *slog.Logger
	// Releases are named points in the logs.
	Releases *releases.Releases
}

// Open brings the tables of a team up to date in the database of a store.
func Open(ctx context.Context, st *sqlstore.Store, log *slog.Logger) (*Team, error) {
	people, err := auth.Open(ctx, st)
	if err != nil {
		return nil, err
	}
	queues, err := work.Open(ctx, st)
	if err != nil {
		return nil, err
	}
	told, err := hooks.Open(ctx, st, log)
	if err != nil {
		return nil, err
	}
	points, err := releases.Open(ctx, st)
	if err != nil {
		return nil, err
	}
	return &Team{People: people, Store: st, Work: queues, Hooks: told, Log: log, Releases: points}, nil
}

// By is who asks, and from where.
type By struct {
	auth.Identity
	Address string
}

// note appends to the audit log. What is done already is not undone when that
// fails, but the server's log has it then.
func (t *Team) note(ctx context.Context, by By, what, about, project string) {
	e := auth.Event{Who: by.Name, What: what, About: about, Project: project, Address: by.Address}
	if err := t.People.Note(context.WithoutCancel(ctx), e); err != nil {
		t.Log.Error("the audit log cannot be written", "who", e.Who, "what", e.What, "about", e.About, "project", e.Project, "err", err)
	}
}

// Project finds one that somebody may read, by its ID; store.ErrNotFound stands
// for one that is not there and for one that is not theirs alike.
func (t *Team) Project(ctx context.Context, by By, id string) (annotations.Project, error) {
	projects, err := t.Projects(ctx, by)
	if err != nil {
		return annotations.Project{}, err
	}
	for _, p := range projects {
		if p.ID.String() == id {
			return p, nil
		}
	}
	return annotations.Project{}, fmt.Errorf("project %q: %w", id, store.ErrNotFound)
}

// Projects are those that somebody may read.
func (t *Team) Projects(ctx context.Context, by By) ([]annotations.Project, error) {
	all, err := t.Store.Projects(ctx)
	if err != nil {
		return nil, err
	}
	var mine []annotations.Project
	for _, p := range all {
		if by.May(p.ID.String(), auth.Read) {
			mine = append(mine, p)
		}
	}
	return mine, nil
}

// manage finds a project that somebody manages.
func (t *Team) manage(ctx context.Context, by By, id string) (annotations.Project, error) {
	p, err := t.Project(ctx, by, id)
	if err == nil && !by.May(id, auth.Manage) {
		err = ErrForbidden
	}
	return p, err
}

// Invitation asks for a link.
type Invitation struct {
	Project string        `json:"project,omitempty"`
	Role    auth.Role     `json:"role,omitempty"`
	Admin   bool          `json:"admin,omitempty"`
	Uses    int           `json:"uses,omitempty"`
	Life    time.Duration `json:"-"`
}

// Invite makes a link to a project for its managers, or to the server for its
// administrators. The secret is shown once.
func (t *Team) Invite(ctx context.Context, by By, i Invitation) (secret string, made auth.Invite, err error) {
	where := "the server"
	if i.Project != "" {
		p, err := t.manage(ctx, by, i.Project)
		if err != nil {
			return "", made, err
		}
		where = p.Name
	}
	if !by.Writes || (i.Project == "" || i.Admin) && !by.Admin {
		return "", made, ErrForbidden
	}
	invite := auth.Invite{By: by.Name, Project: i.Project, Role: i.Role, Admin: i.Admin, Uses: i.Uses}
	if i.Life != 0 {
		invite.Expires = time.Now().Add(i.Life)
	}
	secret, made, err = t.People.Invite(ctx, invite)
	if err == nil {
		t.note(ctx, by, "invited", fmt.Sprintf("%s to %s, %s", roleOf(made), where, stats.Many(made.Uses, "time")), i.Project)
	}
	return secret, made, err
}

func roleOf(i auth.Invite) string {
	if i.Admin {
		return "an administrator"
	}
	if i.Role == "" {
		return "somebody"
	}
	return "as " + string(i.Role)
}

// invites reports why somebody may not see and revoke the links of a project or,
// with "", all of the server.
func (t *Team) invites(ctx context.Context, by By, project string) (err error) {
	switch {
	case project != "":
		_, err = t.manage(ctx, by, project)
	case !by.Admin || !by.Writes:
		err = ErrForbidden
	}
	return err
}

// Invites are the links of a project that can still be taken, or with "" all of the
// server, those for a new password too.
func (t *Team) Invites(ctx context.Context, by By, project string) ([]auth.Invite, error) {
	if err := t.invites(ctx, by, project); err != nil {
		return nil, err
	}
	return t.People.Invites(ctx, project)
}

// Revoke makes one of these links good for nothing.
func (t *Team) Revoke(ctx context.Context, by By, project, id string) error {
	if err := t.invites(ctx, by, project); err != nil {
		return err
	}
	err := t.People.Revoke(ctx, project, id)
	if err == nil {
		t.note(ctx, by, "revoked an invitation", id, project)
	}
	return err
}

// Member is somebody in a project, with what they can do.
type Member struct {
	auth.Member
	Skills []string `json:"skills"`
}

// Members are the people of a project. Everybody in it may know them.
func (t *Team) Members(ctx context.Context, by By, project string) ([]Member, error) {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return nil, err
	}
	members, err := t.People.Members(ctx, project)
	if err != nil {
		return nil, err
	}
	skills, err := t.Work.MemberSkills(ctx, p.ID)
	all := make([]Member, len(members))
	for i, m := range members {
		all[i] = Member{m, append([]string{}, skills[m.ID]...)}
	}
	return all, err
}

// Member is one person of a project.
func (t *Team) Member(ctx context.Context, by By, project, user string) (Member, error) {
	members, err := t.Members(ctx, by, project)
	for _, m := range members {
		if m.ID == user {
			return m, err
		}
	}
	return Member{}, errors.Join(err, auth.ErrUnknown)
}

// SetRole makes an account a member of a project, or changes its role. Managers
// change the roles of members; only administrators, who know all accounts, add one
// without an invitation.
func (t *Team) SetRole(ctx context.Context, by By, project, user string, role auth.Role, still func(now auth.Role) error) error {
	if _, err := t.manage(ctx, by, project); err != nil {
		return err
	}
	u, err := t.member(ctx, by, project, user)
	if err != nil {
		return err
	}
	if err := t.People.SetRole(ctx, project, u.ID, role, still); err != nil {
		return err
	}
	t.note(ctx, by, "gave a role", u.Name+": "+string(role), project)
	return nil
}

// RemoveMember takes somebody out of a project; members may leave themselves. The
// labels stay, and documents that they had go back to the queue.
func (t *Team) RemoveMember(ctx context.Context, by By, project, user string) error {
	p, err := t.Project(ctx, by, project)
	if err != nil {
		return err
	}
	if !by.May(project, auth.Manage) && (user != by.ID || !by.Writes) {
		return ErrForbidden
	}
	u, err := t.member(ctx, by, project, user)
	if err != nil {
		return err
	}
	if err := t.People.RemoveMember(ctx, project, u.ID); err != nil {
		return err
	}
	if err := t.Work.ReturnAll(ctx, p.ID, u.ID); err != nil {
		return err
	}
	t.note(ctx, by, "removed", u.Name, project)
	return nil
}

func (t *Team) member(ctx context.Context, by By, project, user string) (auth.User, error) {
	if by.Admin {
		return t.People.User(ctx, user)
	}
	members, err := t.People.Members(ctx, project)
	for _, m := range members {
		if m.ID == user {
			return m.User, nil
		}
	}
	return auth.User{}, errors.Join(err, auth.ErrUnknown)
}

// Settings are those of a project, with their version.
func (t *Team) Settings(ctx context.Context, by By, project string) (auth.Settings, int64, error) {
	if _, err := t.Project(ctx, by, project); err != nil {
		return auth.Settings{}, 0, err
	}
	return t.People.Settings(ctx, project)
}

// SetSettings replaces the settings of a project if their version still is that
// one; else auth.ErrChanged.
func (t *Team) SetSettings(ctx context.Context, by By, project string, s auth.Settings, version int64) (int64, error) {
	if _, err := t.manage(ctx, by, project); err != nil {
		return 0, err
	}
	was, _, err := t.People.Settings(ctx, project)
	if err != nil {
		return 0, err
	}
	version, err = t.People.SetSettings(ctx, project, s, version)
	if err == nil {
		t.note(ctx, by, "changed the settings", s.Since(was), project)
	}
	return version, err
}

// Audit is the log of a project, for its managers, or of the server with "", for
// its administrators: at most limit events before one, the newest first.
func (t *Team) Audit(ctx context.Context, by By, project, before string, limit int) ([]auth.Event, error) {
	if project != "" {
		if _, err := t.manage(ctx, by, project); err != nil {
			return nil, err
		}
	} else if !by.Admin {
		return nil, ErrForbidden
	}
	return t.People.Audit(ctx, project, before, limit)
}

// MakeProject makes one of that name, with the labels of another if from is not
// "". Administrators do, as nobody else could find it.
func (t *Team) MakeProject(ctx context.Context, by By, name, from string) (annotations.Project, error) {
	if !by.Admin || !by.Writes {
		return annotations.Project{}, ErrForbidden
	}
	name, err := projectName(name)
	if err != nil {
		return annotations.Project{}, err
	}
	replica := annotations.NewID[annotations.Replica]()
	p := annotations.Project{ID: annotations.NewID[annotations.Project](), Name: name, Schema: annotations.Schema{}, Stamp: annotations.Stamp{N: 1, Replica: replica}}
	if from != "" {
		of, err := t.Project(ctx, by, from)
		if err != nil {
			return p, err
		}
		settings, _, err := t.People.Settings(ctx, from)
		if err != nil {
			return p, err
		}
		p.Schema, p.Attributes, p.Guidelines = of.Schema, of.Attributes, of.Guidelines
		settings.Archived = false
		if _, err := t.People.SetSettings(ctx, p.ID.String(), settings, 0); err != nil {
			return p, err
		}
	}
	if err := t.Store.Add(ctx, store.Batch{Projects: []annotations.Project{p}}); err != nil {
		return p, err
	}
	t.note(ctx, by, "made the project", name, p.ID.String())
	return p, nil
}

func projectName(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		return "", &auth.RuleError{Rule: "a project has a name of at most 200 bytes"}
	}
	return name, nil
}

// SchemaChanged notes that somebody has replaced the schema of a project.
func (t *Team) SchemaChanged(ctx context.Context, by By, p annotations.Project) {
	t.note(ctx, by, "changed the schema", p.Name, p.ID.String())
}

// Rename gives a project that somebody manages another name, if it still is as it was
// read; else auth.ErrChanged.
func (t *Team) Rename(ctx context.Context, by By, p annotations.Project, name string) (annotations.Project, error) {
	if !by.May(p.ID.String(), auth.Manage) {
		return p, ErrForbidden
	}
	name, err := projectName(name)
	if err != nil {
		return p, err
	}
	was := p
	p.Name, p.Stamp = name, p.Next(annotations.NewID[annotations.Replica]())
	if err := t.Store.AddIf(ctx, store.Batch{Projects: []annotations.Project{p}}, Unchanged(was)); err != nil {
		return p, err
	}
	t.note(ctx, by, "renamed the project", was.Name+" to "+name, p.ID.String())
	return p, nil
}

// Unchanged refuses, with auth.ErrChanged, a batch that replaces a project which is not
// any more what it was.
func Unchanged(was annotations.Project) sqlstore.Check {
	return func(ctx context.Context, db sqlstore.Queries) error {
		now, err := sqlstore.ProjectIn(ctx, db, was.ID)
		if err == nil && !now.Equal(was) {
			err = auth.ErrChanged
		}
		return err
	}
}
