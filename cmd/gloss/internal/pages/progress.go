package pages

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"gloss/annotations/progress"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/team"
)

type progressData struct {
	ID, Name       string
	All            bool // of everybody, or one's own
	Overlap        int
	Report         team.Progress
	Labels         []labelRow
	Share          int // percent of the documents that are reviewed
	Days, Counts   chart
	Finished, Time chart
	Empty          bool
	Manages        bool
	Pass           int
	Training       *team.Training // one's own, if there is any
}

type labelRow struct {
	Name   string
	Count  int
	People []int // in the order of Report.People
}

func (p *Pages) progress(w http.ResponseWriter, r *http.Request) error {
	ctx, by, id := r.Context(), p.by(r), r.PathValue("id")
	project, err := p.team.Project(ctx, by, id)
	if err != nil {
		return err
	}
	settings, _, err := p.team.Settings(ctx, by, id)
	if err != nil {
		return err
	}
	report, err := p.team.Progress(ctx, by, id, false)
	if err != nil {
		return err
	}
	t := p.speaking(r)
	d := progressData{
		ID: id, Name: project.Name, All: by.May(id, auth.SeeAll), Overlap: settings.Overlap, Report: report,
		Days: dayChart(report.Days, t.date), Manages: by.May(id, auth.Manage), Pass: settings.Pass, Empty: len(report.Days) == 0,
	}
	if !d.Manages {
		training, err := p.team.Training(ctx, by, id)
		if err != nil {
			return err
		}
		if training.Done > 0 {
			d.Training = &training
		}
	}
	if report.Documents > 0 {
		d.Share = 100 * report.Reviewed / report.Documents
	}
	var labels, finished, hours []point
	for _, l := range report.Labels {
		name := project.Schema.NameOf(l.Label)
		row := labelRow{Name: name, Count: l.Count}
		for _, person := range report.People {
			row.People = append(row.People, l.By[person.Name])
		}
		d.Labels = append(d.Labels, row)
		labels = append(labels, point{name, float64(l.Count), strconv.Itoa(l.Count)})
	}
	for _, person := range report.People {
		finished = append(finished, point{string(person.Name), float64(person.Reviewed), strconv.Itoa(person.Reviewed)})
		hours = append(hours, point{string(person.Name), person.Seconds, t.span(person.Seconds)})
	}
	d.Counts, d.Finished, d.Time = barChart(labels), barChart(finished), barChart(hours)
	return p.show(w, r, http.StatusOK, "progress", view{Title: "Progress of {0}", Of: project.Name, Data: d})
}

// chart is bars in a drawing, in units of its own: pixels of a page that is as
// wide as the column.
type chart struct {
	Width, Height float64
	Bars          []bar
	Marks         []mark // of the axis
}

type bar struct {
	X, Y, W, H float64
	Name       string
	NameX      float64
	NameY      float64
	Value      string
	ValueX     float64
}

type mark struct {
	X, Y float64
	Text string
}

type point struct {
	name  string
	value float64
	text  string
}

// The measures of charts.
const (
	chartWidth = 640
	nameWidth  = 150 // room for the names of rows
	textWidth  = 110 // room for what stands behind a bar
	rowHeight  = 28
	mostRows   = 30
)

// barChart draws one row for each point.
func barChart(points []point) chart {
	points = points[:min(len(points), mostRows)]
	c := chart{Width: chartWidth, Height: float64(len(points))*rowHeight + 4}
	top := 0.0
	for _, p := range points {
		top = max(top, p.value)
	}
	for i, p := range points {
		w := 0.0
		if top > 0 {
			w = p.value / top * (chartWidth - nameWidth - textWidth)
		}
		y := float64(i) * rowHeight
		name := []rune(p.name)
		if len(name) > 20 {
			name = append(name[:19], '…')
		}
		c.Bars = append(c.Bars, bar{
			X: nameWidth, Y: y + 5, W: max(w, 1), H: rowHeight - 10, Name: string(name), NameX: nameWidth - 10, NameY: y + rowHeight/2 + 1,
			Value: p.text, ValueX: nameWidth + max(w, 1) + 8,
		})
	}
	return c
}

// mostDays is how many days a chart has room for: those before are in the table.
const mostDays = 60

// dayChart draws one column for each day, those without work too.
func dayChart(days []progress.Day, layout string) chart {
	const height, foot, head = 150.0, 22.0, 16.0
	c := chart{Width: chartWidth, Height: height + foot + head}
	if len(days) == 0 {
		return c
	}
	last, err := time.Parse(time.DateOnly, days[len(days)-1].Day)
	if err != nil {
		return c
	}
	first, err := time.Parse(time.DateOnly, days[0].Day)
	if err != nil {
		return c
	}
	n := min(mostDays, int(last.Sub(first).Hours()/24)+1)
	counts := make([]int, n)
	top := 1
	for _, d := range days {
		at, err := time.Parse(time.DateOnly, d.Day)
		if err != nil {
			continue
		}
		if i := n - 1 - int(last.Sub(at).Hours()/24); i >= 0 {
			counts[i] = d.Annotations
			top = max(top, d.Annotations)
		}
	}
	step := chartWidth / float64(max(n, 14))
	for i, count := range counts {
		h := float64(count) / float64(top) * height
		day := last.AddDate(0, 0, i-n+1)
		c.Bars = append(c.Bars, bar{X: float64(i)*step + 1, Y: head + height - h, W: step - 2, H: h, Name: day.Format(layout), Value: strconv.Itoa(count)})
		if every := max(1, n/6); i%every == 0 {
			c.Marks = append(c.Marks, mark{float64(i)*step + 1, head + height + 16, strconv.Itoa(day.Day()) + "/" + strconv.Itoa(int(day.Month()))})
		}
	}
	if i := slices.Index(counts, top); i >= 0 {
		c.Marks = append(c.Marks, mark{float64(i)*step + 1, head - 4, strconv.Itoa(top)})
	}
	return c
}
