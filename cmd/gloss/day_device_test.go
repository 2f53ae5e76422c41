//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"gloss/annotations"
	"gloss/annotations/replica"
	"gloss/annotations/store"
	"gloss/annotations/text"
)

// print is what tells a change from all others: a hash of its pack.
type print uint64

func printOf(c annotations.Change) print {
	b, err := annotations.AppendPack(nil, []annotations.Change{c})
	if err != nil {
		panic(err) // it was checked when it came
	}
	h := fnv.New64a()
	h.Write(b)
	return print(h.Sum64())
}

// light is a Local that remembers of what it received no more than its prints,
// so that a thousand devices fit into one process. The text and the labels of
// others are not needed to label at random.
type light struct {
	store.Local // nil: what is not below is not asked for
	own         []annotations.Change
	sent        int
	heard       store.Heard
	seen        map[print]struct{}
	docs        map[annotations.DocumentID]*sheet
	order       []annotations.DocumentID
}

// sheet is what a device knows of a document.
type sheet struct {
	bytes int
	n     uint64 // the highest stamp
	mine  []annotations.AnnotationID
}

func newLight() *light {
	return &light{seen: map[print]struct{}{}, docs: map[annotations.DocumentID]*sheet{}}
}

func (l *light) note(b store.Batch) {
	for _, d := range b.Documents {
		if l.docs[d.ID] == nil {
			l.docs[d.ID] = &sheet{bytes: len(d.Text)}
			l.order = append(l.order, d.ID)
		}
	}
	for _, c := range b.Changes {
		l.seen[printOf(c)] = struct{}{}
		s := l.docs[c.Doc]
		s.n = max(s.n, c.Stamp.N)
	}
}

func (l *light) Add(_ context.Context, b store.Batch) error {
	l.note(b)
	l.own = append(l.own, b.Changes...)
	return nil
}

func (l *light) Pending(_ context.Context, limit int) (store.Batch, store.Receipt, error) {
	to := min(len(l.own), l.sent+limit)
	return store.Batch{Changes: l.own[l.sent:to]}, store.Receipt(to), nil
}

func (l *light) Acknowledge(_ context.Context, r store.Receipt) error {
	l.sent = int(r)
	return nil
}

func (l *light) Waiting(context.Context) (int, error) { return len(l.own) - l.sent, nil }

func (l *light) Receive(_ context.Context, p store.Page) error {
	l.note(p.Batch)
	l.heard = store.Heard{Epoch: p.Epoch, Place: p.Next}
	return nil
}

func (l *light) Heard(context.Context) (store.Heard, error) { return l.heard, nil }

func (l *light) StartOver(_ context.Context, epoch string) error {
	l.heard, l.sent = store.Heard{Epoch: epoch}, 0
	return nil
}

// line is a device's way to the servers, which loses what it carries now and
// then: on the way there, on the way back, or it brings it twice.
type line struct {
	to    *balancer
	token string // of an account, if it has one
	rand  *rand.Rand
	acked func(store.Batch)
	good  bool
}

var errLine = errors.New("the line is bad")

func (l *line) do(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	fate := 100
	if !l.good {
		fate = l.rand.IntN(100)
	}
	if fate < 3 {
		return nil, errLine
	}
	answer, err := l.send(ctx, method, path, media, body)
	if fate < 6 { // twice
		answer, err = l.send(ctx, method, path, media, body)
	}
	if fate >= 6 && fate < 9 {
		return nil, errLine
	}
	return answer, err
}

func (l *line) send(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, l.to.url()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Gloss-Protocol", "1")
	req.Header.Set("Accept", store.PackMedia)
	if l.token != "" {
		req.Header.Set("Authorization", "Bearer "+l.token)
	}
	if body != nil {
		req.Header.Set("Content-Type", media)
	}
	res, err := l.to.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errLine, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errLine, err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s %s", method, path, res.Status, b)
	}
	return b, nil
}

func (l *line) Push(ctx context.Context, batch store.Batch) error {
	b, err := store.AppendPage(nil, store.Page{Batch: batch})
	if err != nil {
		return err
	}
	if _, err = l.do(ctx, "POST", "/api/v1/changes", store.PackMedia, b); err == nil {
		l.acked(batch)
	}
	return err
}

func (l *line) Pull(ctx context.Context, after int64, limit int) (store.Page, error) {
	b, err := l.do(ctx, "GET", fmt.Sprintf("/api/v1/changes?after=%d&limit=%d", after, limit), "", nil)
	if err != nil {
		return store.Page{}, err
	}
	return store.ReadPage(b)
}

// annotator is a person with a device, who works and goes offline at random.
type annotator struct {
	name    annotations.Author
	replica annotations.ReplicaID
	clock   time.Duration // by how much the device's is wrong
	local   store.Local
	sheets  *light // what it knows, for one that keeps everything in local too
	line    *line
	rand    *rand.Rand
	online  bool
	made    int
	acked   []print
	refused error // what no line was to blame for
	// reviewed are the documents that were at some time, where that counts; else nil.
	reviewed map[annotations.DocumentID]bool
}

func newAnnotator(i int, seed uint64, whole bool) *annotator {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	a := &annotator{
		name: annotations.Author(fmt.Sprintf("annotator-%d", i)), rand: r, sheets: newLight(),
		clock: time.Duration(r.NormFloat64() * float64(30*24*time.Hour)),
	}
	for b := range a.replica.UUID {
		a.replica.UUID[b] = byte(r.Uint32())
	}
	a.line = &line{rand: r, acked: func(b store.Batch) {
		for _, c := range b.Changes {
			a.acked = append(a.acked, printOf(c))
		}
	}}
	a.local = a.sheets
	if whole {
		a.local = store.NewMem()
	}
	return a
}

// live is a quarter of an hour.
func (a *annotator) live(ctx context.Context, now time.Time) {
	if a.rand.IntN(8) == 0 {
		a.online = !a.online
	}
	if a.rand.IntN(4) == 0 {
		a.work(ctx, now)
	}
	if a.online && a.rand.IntN(2) == 0 {
		a.sync(ctx)
	}
}

// sync is what the page does. A line may be bad; all else is an error.
func (a *annotator) sync(ctx context.Context) (done bool) {
	s := replica.Syncer{Local: a.local, Remote: a.line, Received: func(b store.Batch) {
		for _, c := range b.Changes {
			if a.reviewed != nil && c.By != a.name && !a.reviewed[c.Doc] && a.refused == nil {
				a.refused = fmt.Errorf("%s sees labels of %s before the review", a.name, c.By)
			}
		}
		if a.local != store.Local(a.sheets) {
			a.sheets.note(b)
		}
	}}
	_, err := s.Sync(ctx)
	if err != nil && !errors.Is(err, errLine) && a.refused == nil {
		a.refused = fmt.Errorf("%s: %w", a.name, err)
	}
	return err == nil
}

// work labels some stretches, changes labels and removes some.
func (a *annotator) work(ctx context.Context, now time.Time) {
	if len(a.sheets.order) == 0 {
		return
	}
	doc := a.sheets.order[a.rand.IntN(len(a.sheets.order))]
	sheet := a.sheets.docs[doc]
	var batch store.Batch
	for range 1 + a.rand.IntN(3) {
		sheet.n++
		stamp := annotations.Stamp{N: sheet.n, Replica: a.replica}
		c := annotations.Change{Stamp: stamp, Step: stamp, Doc: doc, By: a.name, At: now.Add(a.clock).Truncate(time.Millisecond)}
		id := annotations.NameID[annotations.Annotation](doc.UUID, stamp.String())
		kind := a.rand.IntN(4)
		if len(sheet.mine) == 0 {
			kind = 0
		}
		if kind > 1 {
			id = sheet.mine[a.rand.IntN(len(sheet.mine))]
		}
		if kind == 3 {
			c.Op = annotations.Drop{ID: id}
		} else {
			from := a.rand.IntN(sheet.bytes - 10)
			c.Op = annotations.Put{Annotation: annotations.Annotation{
				ID: id, Label: []annotations.LabelID{"actor", "claim", "number"}[a.rand.IntN(3)],
				Target: annotations.On(text.Byte(from), text.Byte(from+1+a.rand.IntN(9))),
			}}
		}
		if kind < 2 {
			sheet.mine = append(sheet.mine, id)
		}
		batch.Changes = append(batch.Changes, c)
	}
	if a.reviewed != nil && a.rand.IntN(12) == 0 {
		sheet.n++
		stamp, status := annotations.Stamp{N: sheet.n, Replica: a.replica}, annotations.StatusReviewed
		if a.reviewed[doc] && a.rand.IntN(2) == 0 {
			status = annotations.StatusInWork
		}
		a.reviewed[doc] = true
		batch.Changes = append(batch.Changes, annotations.Change{
			Stamp: stamp, Step: stamp, Doc: doc, By: a.name, At: now.Add(a.clock).Truncate(time.Millisecond),
			Op: annotations.Put{Annotation: annotations.Reserve(doc, annotations.LabelStatus, a.name, string(status))},
		})
	}
	a.made += len(batch.Changes)
	if err := a.local.Add(ctx, batch); err != nil && a.refused == nil {
		a.refused = err
	}
}

// contents are the prints of all changes that the device has.
func (a *annotator) contents(ctx context.Context) (map[print]struct{}, error) {
	if a.local == store.Local(a.sheets) {
		return a.sheets.seen, nil
	}
	all := map[print]struct{}{}
	err := everything(ctx, a.local.Since, func(c annotations.Change) { all[printOf(c)] = struct{}{} })
	return all, err
}

// everything calls each for all changes of a store.
func everything(ctx context.Context, since func(context.Context, int64, int) (store.Page, error), each func(annotations.Change)) error {
	for place := int64(0); ; {
		page, err := since(ctx, place, 2000)
		if err != nil {
			return err
		}
		for _, c := range page.Changes {
			each(c)
		}
		if place = page.Next; !page.More {
			return nil
		}
	}
}
