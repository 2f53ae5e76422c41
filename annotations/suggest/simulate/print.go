package simulate

import (
	"fmt"
	"io"
	"text/tabwriter"

	"gloss/annotations/dataset/stats"
)

// Print writes a result for people.
func (r *Result) Print(w io.Writer) error {
	fmt.Fprintf(w, "%s, %s, %s\n\n", stats.Many(r.Documents, "document"), stats.Many(r.Sentences, "sentence"), stats.Many(r.Spans, "span"))
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	g := r.PerSpan
	fmt.Fprintln(tw, "gestures a span\tnone\tmemory\tlearned\tone key for the rest\t")
	fmt.Fprintf(tw, "\t%.2f\t%.2f\t%.2f\t%.2f\t\n", g.None, g.Memory, g.Learned, g.Swept)
	fmt.Fprintf(tw, "saved\t\t%.1f %%\t%.1f %%\t%.1f %%\t\n\n", saved(g.Memory, g.None), saved(g.Learned, g.None), saved(g.Swept, g.None))
	fmt.Fprintln(tw, "sentences\tprecision\trecall\tF1\tsaved so far\t")
	for _, a := range r.By {
		fmt.Fprintf(tw, "%d\t%.1f\t%.1f\t%.1f\t%.1f %%\t\n", a.Sentences,
			100*a.Tagger.Precision, 100*a.Tagger.Recall, 100*a.Tagger.F1, 100*a.Saved)
	}
	if t := r.Test; t != nil {
		fmt.Fprintf(tw, "test\t%.1f\t%.1f\t%.1f\t\t\n", 100*t.Precision, 100*t.Recall, 100*t.F1)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nproposals: precision %.1f, recall %.1f, F1 %.1f\n"+
		"a sentence: tagged in %.0f µs, learnt in %.0f µs; both %.0f µs, 99 %% of them in %.0f µs\n"+
		"the model: %.2f MB; the statistics of the texts took %.0f ms\n",
		100*r.Proposals.Precision, 100*r.Proposals.Recall, 100*r.Proposals.F1,
		r.TagUS, r.LearnUS, r.BothUS, r.BothP99, float64(r.ModelBytes)/1e6, r.PoolMS)
	return err
}

func saved(with, none float64) float64 { return 100 * (1 - ratio(with, none)) }
