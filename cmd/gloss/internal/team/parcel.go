package team

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/work"
)

// A parcel is one project whole, with its history, as a file that any server
// takes: JSON Lines, compressed. The first line is the project and its settings,
// then comes a line for each document with its log, then one for each assignment,
// and the last line counts them, so that half a file is no parcel.

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
	End        *parcelEnd            `json:"end,omitempty"`
}

type parcelEnd struct {
	Documents   int `json:"documents"`
	Changes     int `json:"changes"`
	Assignments int `json:"assignments"`
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
	return errors.Join(e.Encode(parcelPart{End: &end}), z.Close())
}

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
		if err := u.team.People.SetRole(ctx, id, m.ID, m.Role); err != nil {
			return err
		}
		if err := u.team.Work.SetMemberSkills(ctx, u.project.ID, m.ID, m.Skills); err != nil {
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
	if err := u.team.Work.SetKnown(ctx, id, known); err != nil {
		return err
	}
	for doc, skills := range u.head.Needs {
		was, err := annotations.ParseID[annotations.Document](doc)
		if err != nil {
			return err
		}
		if err := u.team.Work.SetNeeds(ctx, id, u.docs[was], append([]string{}, skills...)); err != nil {
			return err
		}
	}
	_, version, err := u.team.People.Settings(ctx, id.String())
	if err == nil {
		_, err = u.team.People.SetSettings(ctx, id.String(), u.head.Settings, version)
	}
	return err
}
