package team

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// CheckParcel reads a parcel to its end.
func CheckParcel(r io.Reader) error {
	_, err := readParcel(r, func(parcelPart) error { return nil })
	return err
}

// Unpack makes a project of a parcel, for administrators. If the project is on the
// server already, it becomes another one with the same contents; else it is itself
// again, and the devices that know it go on with it. name is another name, or "".
// It is kept in a file and read twice: nothing is made of one that is not whole.
func (t *Team) Unpack(ctx context.Context, by By, r io.Reader, name string) (annotations.Project, error) {
	var none annotations.Project
	if !by.Admin || !by.Writes {
		return none, ErrForbidden
	}
	file, err := os.CreateTemp("", "gloss-restore-*")
	if err != nil {
		return none, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := io.Copy(file, r); err != nil {
		return none, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return none, err
	}
	if name != "" {
		if name, err = projectName(name); err != nil {
			return none, err
		}
	}
	head, err := readParcel(file, func(parcelPart) error { return nil })
	if err != nil {
		return none, err
	}
	all, err := t.Store.Projects(ctx)
	if err != nil {
		return none, err
	}
	u := unpacking{team: t, head: head, project: head.Project, docs: map[annotations.DocumentID]annotations.DocumentID{}}
	for _, p := range all {
		if p.ID == head.Project.ID {
			u.project.ID, u.copy = annotations.NewID[annotations.Project](), true
		}
	}
	if name == "" && u.copy {
		name = unlike(all, head.Project.Name)
	}
	if name != "" {
		u.project.Name, u.project.Stamp = name, u.project.Next(annotations.NewID[annotations.Replica]())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return none, err
	}
	if err := u.begin(ctx); err != nil {
		return none, err
	}
	if _, err := readParcel(file, func(p parcelPart) error { return u.take(ctx, p) }); err != nil {
		return none, err
	}
	if err := u.finish(ctx); err != nil {
		return none, err
	}
	t.note(ctx, by, "made the project from a backup", u.project.Name, u.project.ID.String())
	return u.project, nil
}

// unlike is a name that no project has, so that a copy is told from what it is of.
func unlike(all []annotations.Project, name string) string {
	for n := 2; ; n++ {
		other := fmt.Sprintf("%s (%d)", name, n)
		if !slices.ContainsFunc(all, func(p annotations.Project) bool { return p.Name == other }) {
			return other
		}
	}
}

// budget ends a line that is too long before it is in memory.
type budget struct {
	r    io.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("a line is too long")
	}
	n, err := b.r.Read(p)
	b.left -= n
	return n, err
}

// readParcel reads a parcel, and gives each part to a function.
func readParcel(r io.Reader, part func(parcelPart) error) (head parcelHead, err error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return head, fmt.Errorf("%w (%v)", ErrParcel, err)
	}
	b := &budget{r: z, left: parcelLine}
	d := json.NewDecoder(b)
	if err := d.Decode(&head); err != nil || head.Gloss != "project" {
		return head, errors.Join(ErrParcel, err)
	}
	if head.Version > parcelVersion {
		return head, ErrNewerParcel
	}
	var has parcelEnd
	for {
		b.left = parcelLine
		var p parcelPart
		if err := d.Decode(&p); err != nil {
			return head, fmt.Errorf("%w: after %d documents (%v)", ErrParcel, has.Documents, err)
		}
		switch {
		case p.Document != nil:
			has.Documents++
			has.Changes += len(p.Changes)
			if err := p.check(head.Project.ID); err != nil {
				return head, fmt.Errorf("%w: %v", ErrParcel, err)
			}
		case p.Assignment != nil:
			has.Assignments++
		case p.Release != nil:
			has.Releases++
			if err := p.Release.Check(); err != nil || p.Release.Project.ID != head.Project.ID {
				return head, fmt.Errorf("%w: release %q is of project %v (%v)", ErrParcel, p.Release.Name, p.Release.Project.ID, err)
			}
		case p.Event != nil:
			has.Events++
		case p.End != nil:
			if *p.End != has {
				return head, fmt.Errorf("%w: it has %+v, and had %+v", ErrParcel, has, *p.End)
			}
			// The checksum of the compression stands behind the last line.
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return head, fmt.Errorf("%w: something follows its end (%v)", ErrParcel, err)
			}
			return head, nil
		}
		if err := part(p); err != nil {
			return head, err
		}
	}
}

// check holds a document to its project and its changes to it.
func (p parcelPart) check(project annotations.ProjectID) error {
	d := p.Document
	if d.Project != project || d.ID != annotations.NameID[annotations.Document](project.UUID, d.Source, d.Text) {
		return fmt.Errorf("document %v is not named after its project, source and text", d.ID)
	}
	for _, c := range p.Changes {
		if c.Doc != d.ID {
			return fmt.Errorf("change %v is not of document %v", c.Stamp, d.ID)
		}
	}
	return nil
}

// unpacking is a parcel on its way into the store.
type unpacking struct {
	team    *Team
	head    parcelHead
	project annotations.Project
	copy    bool // what is in it gets other IDs
	docs    map[annotations.DocumentID]annotations.DocumentID
	batch   store.Batch
	size    int
	kept    []work.Kept
	made    []parcelRelease
	events  []auth.Event
	members map[string]bool // IDs of accounts that are here too
}

// unpackBytes is about how much is stored at once.
const unpackBytes = 4 << 20

func (u *unpacking) begin(ctx context.Context) error {
	if err := u.team.Store.Add(ctx, store.Batch{Projects: []annotations.Project{u.project}}); err != nil {
		return err
	}
	users, err := u.team.People.Users(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, user := range users {
		names[user.ID] = user.Name
	}
	u.members = map[string]bool{}
	id := u.project.ID.String()
	for _, m := range u.head.Members {
		if names[m.ID] != m.Name { // of another server: who is meant, nobody can say
			continue
		}
		u.members[m.ID] = true
		if err := u.team.People.SetRole(ctx, id, m.ID, m.Role, nil); err != nil {
			return err
		}
		if err := u.team.Work.SetMemberSkills(ctx, u.project.ID, m.ID, m.Skills, nil); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacking) take(ctx context.Context, p parcelPart) error {
	switch {
	case p.Document != nil:
		was := p.Document.ID
		if u.copy {
			d := p.Document
			d.Project = u.project.ID
			d.ID = annotations.NameID[annotations.Document](d.Project.UUID, d.Source, d.Text)
			p.Changes = annotations.Moved{From: was, To: d.ID}.Changes(p.Changes)
		}
		u.docs[was] = p.Document.ID
		u.batch.Documents = append(u.batch.Documents, *p.Document)
		u.batch.Changes = append(u.batch.Changes, p.Changes...)
		if u.size += len(p.Document.Text) + len(p.Changes)*store.ChangeBytes; u.size > unpackBytes {
			return u.store(ctx)
		}
	case p.Assignment != nil && u.members[p.Assignment.User]:
		k := *p.Assignment
		k.Document = u.docs[k.Document]
		u.kept = append(u.kept, k)
	case p.Release != nil:
		u.made = append(u.made, *p.Release)
	case p.Event != nil:
		u.events = append(u.events, *p.Event)
	}
	return nil
}

func (u *unpacking) store(ctx context.Context) error {
	err := u.team.Store.Add(ctx, u.batch)
	u.batch, u.size = store.Batch{}, 0
	return err
}

func (u *unpacking) finish(ctx context.Context) error {
	if err := u.store(ctx); err != nil {
		return err
	}
	id := u.project.ID
	if err := u.team.Work.Keep(ctx, id, u.kept); err != nil {
		return err
	}
	var known []work.Known
	for kind, docs := range map[work.Kind][]annotations.DocumentID{work.Training: u.head.Known.Training, work.Control: u.head.Known.Control} {
		for _, doc := range docs {
			known = append(known, work.Known{Document: u.docs[doc], Kind: kind, Answers: u.head.Known.Answers[doc]})
		}
	}
	if err := u.team.Work.SetKnown(ctx, id, known, nil); err != nil {
		return err
	}
	for doc, skills := range u.head.Needs {
		was, err := annotations.ParseID[annotations.Document](doc)
		if err != nil {
			return err
		}
		if err := u.team.Work.SetNeeds(ctx, annotations.Document{ID: u.docs[was], Project: id}, append([]string{}, skills...), nil); err != nil {
			return err
		}
	}
	for _, r := range u.made {
		one, err := r.Release, error(nil)
		if u.copy {
			one, err = one.Moved(ctx, u.team.Store, id, u.docs)
		}
		if err == nil {
			_, err = u.team.Releases.Keep(ctx, one, r.By, r.Made)
		}
		if err != nil {
			return fmt.Errorf("the release %s: %w", r.Name, err)
		}
	}
	if err := u.team.People.Restore(ctx, id.String(), u.events); err != nil {
		return err
	}
	_, version, err := u.team.People.Settings(ctx, id.String())
	if err == nil {
		_, err = u.team.People.SetSettings(ctx, id.String(), u.head.Settings, version)
	}
	return err
}
