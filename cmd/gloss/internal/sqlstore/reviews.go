package sqlstore

import (
	"context"
	"database/sql"
	"slices"

	"gloss/annotations"
)

// Review is where in the order of arrival an author first said of a document that
// it is reviewed. That they have said so stays, whatever they say later: it does not
// depend on how their changes were put together on the way.
type Review struct {
	Doc   annotations.DocumentID
	Place int64
}

const insertReview = `reviews (author, doc, place)`

const onceReviewed = ` ON CONFLICT (author, doc) DO NOTHING`

// reviewsIn are the rows of a run at a place, one for each author at most.
func reviewsIn(changes []annotations.Change, place int64) (rows [][]any) {
	var last annotations.Author
	for _, c := range changes {
		if c.Reviews() && (rows == nil || c.By != last) {
			last = c.By
			rows = append(rows, []any{string(c.By), c.Doc.String(), place})
		}
	}
	return rows
}

// FillReviews notes the reviews from before they were noted.
func FillReviews(ctx context.Context, tx *sql.Tx) error {
	const some = 1000 // runs are held in memory at once
	type run struct {
		place   int64
		changes []annotations.Change
	}
	for last := int64(0); ; {
		runs, err := query(ctx, tx, func(scan func(...any) error) (r run, err error) {
			var pack []byte
			if err := scan(&r.place, &pack); err != nil {
				return r, err
			}
			r.changes, err = annotations.ReadPack(pack)
			return r, err
		}, `SELECT place, pack FROM runs WHERE place > $1 ORDER BY place LIMIT $2`, last, some)
		if err != nil || len(runs) == 0 {
			return err
		}
		for _, r := range runs {
			last = r.place
			for _, row := range reviewsIn(r.changes, r.place) {
				if _, err := tx.ExecContext(ctx, `INSERT INTO `+insertReview+` VALUES ($1, $2, $3)`+onceReviewed, row...); err != nil {
					return err
				}
			}
		}
	}
}

func readReview(scan func(...any) error) (r Review, err error) {
	var doc string
	if err := scan(&doc, &r.Place); err != nil {
		return r, err
	}
	r.Doc, err = annotations.ParseID[annotations.Document](doc)
	return r, err
}

// Reviews are those of an author that came after one place and not after another,
// in the order of arrival: at most limit.
func (s *Store) Reviews(ctx context.Context, by annotations.Author, after, until int64, limit int) ([]Review, error) {
	return query(ctx, s.db, readReview, `SELECT doc, place FROM reviews WHERE author = $1 AND place > $2 AND place <= $3 ORDER BY place LIMIT $4`,
		string(by), after, until, limit)
}

// Reviewed are the places of an author's reviews of some documents.
func (s *Store) Reviewed(ctx context.Context, by annotations.Author, docs []annotations.DocumentID) (map[annotations.DocumentID]int64, error) {
	const most = 500 // parameters of one query
	places := map[annotations.DocumentID]int64{}
	for some := range slices.Chunk(docs, most) {
		args := []any{string(by)}
		for _, id := range some {
			args = append(args, id.String())
		}
		found, err := query(ctx, s.db, readReview, `SELECT doc, place FROM reviews WHERE author = $1 AND doc IN (`+parameters(2, len(some))+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			places[r.Doc] = r.Place
		}
	}
	return places, nil
}
