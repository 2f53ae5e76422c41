package team

import (
	"context"

	"gloss/annotations"
	"gloss/annotations/dataset/release"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/hooks"
	"gloss/cmd/gloss/internal/releases"
)

// ReleasesOf are the releases of a project, the oldest first.
func (t *Team) ReleasesOf(ctx context.Context, by By, project string) ([]releases.Made, error) {
	if _, err := t.Project(ctx, by, project); err != nil {
		return nil, err
	}
	return t.Releases.Of(ctx, project)
}

// Release is one of a project, for who sees the labels of everybody: it has them.
func (t *Team) Release(ctx context.Context, by By, project, name string) (release.Release, error) {
	if _, err := t.Project(ctx, by, project); err != nil {
		return release.Release{}, err
	}
	if !by.May(project, auth.SeeAll) {
		return release.Release{}, ErrForbidden
	}
	return t.Releases.Get(ctx, project, name)
}

// MakeRelease names what the labels of a project are now, and tells its hooks. The
// errors are release.ErrName and releases.ErrTaken, besides ours.
func (t *Team) MakeRelease(ctx context.Context, by By, project, name string) (releases.Made, error) {
	p, err := t.manage(ctx, by, project)
	if err != nil {
		return releases.Made{}, err
	}
	r, err := release.Make(ctx, t.Store, p, name)
	if err != nil {
		return releases.Made{}, err
	}
	m, err := t.Releases.Add(ctx, r, by.Name)
	if err != nil {
		return m, err
	}
	t.note(ctx, by, "made a release", name, project)
	return m, t.Hooks.Tell(context.WithoutCancel(ctx), project, hooks.ReleaseMade, map[string]any{"name": m.Name, "documents": m.Documents, "digest": m.Digest})
}

// Exported notes that somebody took a dataset of a project along.
func (t *Team) Exported(ctx context.Context, by By, p annotations.Project, what string) {
	t.note(ctx, by, "exported the labels", what, p.ID.String())
}

// Imported notes that somebody has added a dataset to a project.
func (t *Team) Imported(ctx context.Context, by By, p annotations.Project, what string) {
	t.note(ctx, by, "imported a dataset", what, p.ID.String())
}
