package simulate

import (
	"slices"
	"strconv"
	"time"

	"gloss/annotations"
	"gloss/annotations/suggest"
)

// window is how many passages the tagger is measured on at a time.
const window = 500

// Score is how well spans agree with those that are right.
type Score struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Gestures are gestures for each span to be labelled.
type Gestures struct {
	None    float64 `json:"none"`
	Memory  float64 `json:"memory"`
	Learned float64 `json:"learned"`
	// Swept is Learned where one key takes the last proposals of a sentence.
	Swept float64 `json:"swept"`
}

// At is how things stand after so many passages.
type At struct {
	Sentences int `json:"sentences"`
	// Tagger is measured on the next passages, without learning from them.
	Tagger Score `json:"tagger"`
	// Saved is the part of the gestures that was saved until here.
	Saved float64 `json:"saved"`
}

// Result is what a run came to.
type Result struct {
	Documents int                `json:"documents"`
	Sentences int                `json:"sentences"`
	Spans     int                `json:"spans"`
	PerSpan   Gestures           `json:"gestures_per_span"`
	F1        map[string]float64 `json:"f1"` // of the tagger, by number of sentences
	Proposals Score              `json:"proposals"`
	By        []At               `json:"by_sentences"`
	Test      *Score             `json:"test,omitempty"`
	// Durations are means and 99th percentiles, in microseconds a sentence.
	TagUS    float64 `json:"tag_us"`
	TagP99   float64 `json:"tag_us_p99"`
	LearnUS  float64 `json:"learn_us"`
	LearnP99 float64 `json:"learn_us_p99"`
	BothUS   float64 `json:"both_us"`
	BothP99  float64 `json:"both_us_p99"`
	PoolMS   float64 `json:"pool_ms"`
	// ModelBytes is what the model needs beside the texts and their statistics.
	ModelBytes int `json:"model_bytes"`
}

// measure adds the quality of the tagger when so many passages are done.
func measure(r *Result, m *suggest.Model, learned *run, windows []int, done int) error {
	if !slices.Contains(windows, done) {
		return nil
	}
	next := learned.steps[done:min(done+window, len(learned.steps))]
	t, err := frozen(m, learned.documents, next)
	if err != nil {
		return err
	}
	r.By = append(r.By, At{Sentences: done, Tagger: Score{t.precision(), t.recall(), t.f1()}})
	return nil
}

// frozen measures a tagger on passages without telling it what they hold.
func frozen(m *suggest.Model, documents []Document, steps []passage) (tally, error) {
	var sum tally
	for _, s := range steps {
		d := documents[s.doc]
		m.Open(d.ID, d.Text)
		tags, err := m.Tag(d.ID, s.number)
		if err != nil {
			return sum, err
		}
		sum.add(annotate(s.gold, tags, suggest.DefaultCosts))
	}
	return sum, nil
}

func (r *Result) sum(learned, remembered *run, m *suggest.Model) {
	all, memory := learned.sumOf(0, len(learned.steps)), remembered.sumOf(0, len(learned.steps))
	spans := float64(all.Spans)
	r.Spans = all.Spans
	r.PerSpan = Gestures{ratio(all.None, spans), ratio(memory.Gestures, spans), ratio(all.Gestures, spans), ratio(all.Swept, spans)}
	r.Proposals = Score{all.precision(), all.recall(), all.f1()}
	r.F1 = map[string]float64{}
	for i := range r.By {
		at := &r.By[i]
		t := learned.sumOf(0, at.Sentences)
		at.Saved = 1 - ratio(t.Gestures, t.None)
		if t.None == 0 {
			at.Saved = -t.Gestures
		}
		r.F1[strconv.Itoa(at.Sentences)] = at.Tagger.F1
	}
	both := make([]time.Duration, len(learned.tag))
	for i := range both {
		both[i] = learned.tag[i] + learned.learn[i]
	}
	r.TagUS, r.TagP99 = spread(learned.tag)
	r.LearnUS, r.LearnP99 = spread(learned.learn)
	r.BothUS, r.BothP99 = spread(both)
	r.ModelBytes = m.Bytes()
}

// spread returns the mean and the 99th percentile in microseconds.
func spread(all []time.Duration) (mean, p99 float64) {
	if len(all) == 0 {
		return 0, 0
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	sum := time.Duration(0)
	for _, d := range sorted {
		sum += d
	}
	return float64(sum) / float64(len(all)) / 1e3, float64(sorted[len(sorted)*99/100]) / 1e3
}

// MarksOf returns the marks of annotations: one for each part of each.
func MarksOf(entries []annotations.Entry) (marks []suggest.Mark) {
	for _, e := range entries {
		if e.Label.Reserved() {
			continue
		}
		for _, p := range e.Target.Parts {
			marks = append(marks, suggest.Mark{Span: p, Label: suggest.Label(e.Label)})
		}
	}
	return marks
}
