// Package progress tells from the logs alone how far a project is: what each
// person has done, of which labels, on which day, and how long it took. It reads
// no clock, so the same logs give the same report.
package progress

import (
	"cmp"
	"slices"
	"time"

	"gloss/annotations"
)

// Pause is the longest time between two changes of a person in a document that
// counts as work in it. The time before the first change of a stretch, reading,
// is not in the log: all times are at least so long.
const Pause = 5 * time.Minute

// Slowest is how many documents a report names that took the longest.
const Slowest = 20

// Report is how far a project is.
type Report struct {
	Documents int `json:"documents"`
	// Reviewed counts those that at least as many people as they go to have
	// finished, Begun those in which somebody has done something.
	Reviewed    int `json:"reviewed"`
	Begun       int `json:"begun"`
	Annotations int `json:"annotations"` // that there are now
	// Seconds is the time of all people together.
	Seconds float64  `json:"seconds"`
	People  []Person `json:"people"` // by name
	Labels  []Label  `json:"labels"` // the most frequent first
	Days    []Day    `json:"days"`   // in order; only those with a change
	Slow    []Piece  `json:"slow"`   // the pieces of work that took longest
}

// Person is what somebody has done.
type Person struct {
	Name        annotations.Author `json:"name"`
	Documents   int                `json:"documents"` // in which they have labelled
	Reviewed    int                `json:"reviewed"`
	Annotations int                `json:"annotations"`
	Seconds     float64            `json:"seconds"`
	// PerDocument is the median of the seconds that a document took, PerSpan the
	// seconds for each annotation that there is.
	PerDocument float64 `json:"perDocument"`
	PerSpan     float64 `json:"perSpan"`
}

// Label is how often a label was given.
type Label struct {
	Label annotations.LabelID        `json:"label"`
	Count int                        `json:"count"`
	By    map[annotations.Author]int `json:"by"`
}

// Day is what was done on one day, in UTC.
type Day struct {
	Day         string  `json:"day"` // 2006-01-02
	Annotations int     `json:"annotations"`
	Reviewed    int     `json:"reviewed"` // documents, each counted for each person
	Seconds     float64 `json:"seconds"`
	People      int     `json:"people"`
}

// Piece is the work of one person in one document.
type Piece struct {
	Document    annotations.DocumentID `json:"document"`
	Title       string                 `json:"title"`
	Name        annotations.Author     `json:"name"`
	Annotations int                    `json:"annotations"`
	Seconds     float64                `json:"seconds"`
}

// Counter makes a report of documents that are added one after another.
type Counter struct {
	overlap int
	report  Report
	people  map[annotations.Author]*person
	labels  map[annotations.LabelID]map[annotations.Author]int
	days    map[string]*day
}

type person struct {
	Person
	times []float64 // of each document
}

type day struct {
	Day
	people map[annotations.Author]bool
}

// NewCounter counts a document as reviewed when so many people have finished it.
func NewCounter(overlap int) *Counter {
	return &Counter{
		overlap: max(1, overlap), people: map[annotations.Author]*person{},
		labels: map[annotations.LabelID]map[annotations.Author]int{}, days: map[string]*day{},
	}
}

func (c *Counter) person(name annotations.Author) *person {
	p := c.people[name]
	if p == nil {
		p = &person{Person: Person{Name: name}}
		c.people[name] = p
	}
	return p
}

func (c *Counter) day(at time.Time, name annotations.Author) *Day {
	key := at.UTC().Format(time.DateOnly)
	d := c.days[key]
	if d == nil {
		d = &day{Day{Day: key}, map[annotations.Author]bool{}}
		c.days[key] = d
	}
	d.people[name] = true
	return &d.Day
}

// Add counts a document with its log, in the order of stamps. To put it on a shelf
// is no work in it.
func (c *Counter) Add(d annotations.Document, log []annotations.Change) {
	c.report.Documents++
	if slices.ContainsFunc(log, annotations.Change.Shelves) {
		log = slices.DeleteFunc(slices.Clone(log), annotations.Change.Shelves)
	}
	if len(log) == 0 {
		return
	}
	c.report.Begun++
	last := map[annotations.AnnotationID]int{}
	for i, change := range log {
		last[change.Op.Of()] = i
		c.day(change.At, change.By)
	}
	pieces := map[annotations.Author]*Piece{}
	piece := func(name annotations.Author) *Piece {
		if pieces[name] == nil {
			pieces[name] = &Piece{Document: d.ID, Title: d.Title, Name: name}
		}
		return pieces[name]
	}
	reviewed := 0
	for i, change := range log {
		p := piece(change.By)
		put, live := change.Op.(annotations.Put)
		if !live || last[put.Annotation.ID] != i {
			continue
		}
		switch label := put.Annotation.Label; {
		case label == annotations.LabelStatus && put.Annotation.Value(annotations.ValueAttribute) == string(annotations.StatusReviewed):
			reviewed++
			c.person(change.By).Reviewed++
			c.day(change.At, change.By).Reviewed++
		case label.Reserved():
		default:
			p.Annotations++
			c.report.Annotations++
			c.day(change.At, change.By).Annotations++
			if c.labels[label] == nil {
				c.labels[label] = map[annotations.Author]int{}
			}
			c.labels[label][change.By]++
		}
	}
	if reviewed >= c.overlap {
		c.report.Reviewed++
	}
	c.time(log, piece)
	for name, p := range pieces {
		who := c.person(name)
		who.Documents++
		who.Annotations += p.Annotations
		who.Seconds += p.Seconds
		who.times = append(who.times, p.Seconds)
		c.report.Seconds += p.Seconds
		c.slow(*p)
	}
}

// time adds up the stretches of work of each person.
func (c *Counter) time(log []annotations.Change, piece func(annotations.Author) *Piece) {
	moments := map[annotations.Author][]time.Time{}
	for _, change := range log {
		moments[change.By] = append(moments[change.By], change.At)
	}
	for name, all := range moments {
		slices.SortFunc(all, time.Time.Compare) // stamps are no clock
		for i, at := range all[1:] {
			if gap := at.Sub(all[i]); gap <= Pause {
				piece(name).Seconds += gap.Seconds()
				c.day(at, name).Seconds += gap.Seconds()
			}
		}
	}
}

// slow keeps the pieces that took longest.
func (c *Counter) slow(p Piece) {
	if p.Seconds == 0 {
		return
	}
	c.report.Slow = append(c.report.Slow, p)
	if len(c.report.Slow) >= 8*Slowest {
		c.cutSlow()
	}
}

func (c *Counter) cutSlow() {
	slices.SortFunc(c.report.Slow, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Document.String(), b.Document.String()))
	})
	c.report.Slow = c.report.Slow[:min(Slowest, len(c.report.Slow))]
}

// Report is what was counted so far.
func (c *Counter) Report() Report {
	c.cutSlow()
	r := c.report
	r.Slow = slices.Clone(r.Slow)
	for _, p := range c.people {
		slices.Sort(p.times)
		done := p.Person
		if n := len(p.times); n > 0 {
			done.PerDocument = (p.times[(n-1)/2] + p.times[n/2]) / 2
		}
		if done.Annotations > 0 {
			done.PerSpan = done.Seconds / float64(done.Annotations)
		}
		r.People = append(r.People, done)
	}
	slices.SortFunc(r.People, func(a, b Person) int { return cmp.Compare(a.Name, b.Name) })
	for label, by := range c.labels {
		l := Label{Label: label, By: by}
		for _, n := range by {
			l.Count += n
		}
		r.Labels = append(r.Labels, l)
	}
	slices.SortFunc(r.Labels, func(a, b Label) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label)) })
	for _, d := range c.days {
		d.People = len(d.people)
		r.Days = append(r.Days, d.Day)
	}
	slices.SortFunc(r.Days, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	return r
}
