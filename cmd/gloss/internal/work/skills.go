package work

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gloss/annotations"
	"gloss/annotations/store"
	"gloss/cmd/gloss/internal/sqlstore"
)

// Limits of skills.
const (
	maxSkill  = 40 // characters
	maxSkills = 50 // of one person or document
)

// SkillError says what is wrong with a skill.
type SkillError struct{ Skill string }

func (e *SkillError) Error() string {
	if e.Skill == "" {
		return fmt.Sprintf("there are at most %d skills", maxSkills)
	}
	return fmt.Sprintf("a skill is 1 to %d letters, digits, blanks and - _ . +, and %q is not", maxSkill, e.Skill)
}

// MissingError says that somebody lacks what a document needs.
type MissingError struct{ Skills []string }

func (e *MissingError) Error() string {
	return "the document needs skills that this member does not have: " + strings.Join(e.Skills, ", ")
}

// Skills are tags as they are kept: in small letters, sorted, each once. The error
// is a *SkillError.
func Skills(tags []string) ([]string, error) {
	skills := []string{}
	for _, s := range tags {
		if s = strings.ToLower(strings.Join(strings.Fields(s), " ")); s == "" {
			continue
		}
		wrong := func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -_.+", r)
		}
		if utf8.RuneCountInString(s) > maxSkill || strings.ContainsFunc(s, wrong) {
			return nil, &SkillError{s}
		}
		skills = append(skills, s)
	}
	slices.Sort(skills)
	if skills = slices.Compact(skills); len(skills) > maxSkills {
		return nil, &SkillError{}
	}
	return skills, nil
}

// needsIn are the skills that the metadata of a document asks for: a list of tags
// under "skills", or one text with commas. What is neither asks for none.
func needsIn(meta json.RawMessage) []string {
	var m struct{ Skills json.RawMessage }
	if json.Unmarshal(meta, &m) != nil || len(m.Skills) == 0 {
		return nil
	}
	var tags []string
	var one string
	if json.Unmarshal(m.Skills, &tags) != nil && json.Unmarshal(m.Skills, &one) == nil {
		tags = strings.Split(one, ",")
	}
	skills, err := Skills(tags)
	if err != nil {
		return nil
	}
	return skills
}

// lacking are those of the needs that are not among the skills.
func lacking(needs, skills []string) (missing []string) {
	for _, n := range needs {
		if !slices.Contains(skills, n) {
			missing = append(missing, n)
		}
	}
	return missing
}

// MemberSkills are the skills of the members of a project that have some, by the
// IDs of their accounts.
func (w *Work) MemberSkills(ctx context.Context, project annotations.ProjectID) (map[string][]string, error) {
	return tagged(w.db.QueryContext(ctx, `SELECT user_id, skills FROM member_skills WHERE project = $1`, project.String()))
}

// SetMemberSkills replaces those of one, if still, where it is not nil, has nothing
// against it. The error may be a *SkillError.
func (w *Work) SetMemberSkills(ctx context.Context, project annotations.ProjectID, user string, tags []string, still func([]string) error) error {
	b, err := asTags(tags)
	if err != nil {
		return err
	}
	return w.store.Exclusively(ctx, "skills "+project.String()+" "+user, func(tx *sql.Tx) error {
		if still != nil {
			now, err := skillsIn(ctx, tx, project, user)
			if err == nil {
				err = still(now)
			}
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO member_skills (project, user_id, skills) VALUES ($1, $2, $3)
			ON CONFLICT (project, user_id) DO UPDATE SET skills = excluded.skills`, project.String(), user, b)
		return err
	})
}

// SkillsOf are the skills of a member of a project.
func (w *Work) SkillsOf(ctx context.Context, project annotations.ProjectID, user string) ([]string, error) {
	return skillsIn(ctx, w.db, project, user)
}

func skillsIn(ctx context.Context, db sqlstore.Queries, project annotations.ProjectID, user string) ([]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT user_id, skills FROM member_skills WHERE project = $1 AND user_id = $2`, project.String(), user)
	all, err := tagged(rows, err)
	return all[user], err
}

// Needs are the skills that a document needs, and whether that was said by hand.
func (w *Work) Needs(ctx context.Context, d annotations.Document) (skills []string, byHand bool, err error) {
	return needsOf(ctx, w.db, d)
}

func needsOf(ctx context.Context, db sqlstore.Queries, d annotations.Document) (skills []string, byHand bool, err error) {
	rows, err := db.QueryContext(ctx, `SELECT doc, skills FROM document_skills WHERE doc = $1`, d.ID.String())
	all, err := tagged(rows, err)
	if skills, byHand = all[d.ID.String()]; !byHand {
		skills = needsIn(d.Meta)
	}
	return skills, byHand, err
}

// SetNeeds says by hand what a document needs; with nil it is what its metadata says
// again. still, where it is not nil, may have something against it. The error may be a
// *SkillError.
func (w *Work) SetNeeds(ctx context.Context, d annotations.Document, tags []string, still func(skills []string, byHand bool) error) error {
	b, err := asTags(tags)
	if err != nil {
		return err
	}
	return w.store.Exclusively(ctx, "needs "+d.ID.String(), func(tx *sql.Tx) error {
		if still != nil {
			skills, byHand, err := needsOf(ctx, tx, d)
			if err == nil {
				err = still(skills, byHand)
			}
			if err != nil {
				return err
			}
		}
		if tags == nil {
			_, err := tx.ExecContext(ctx, `DELETE FROM document_skills WHERE doc = $1`, d.ID.String())
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO document_skills (doc, project, skills) VALUES ($1, $2, $3)
			ON CONFLICT (doc) DO UPDATE SET skills = excluded.skills`, d.ID.String(), d.Project.String(), b)
		return err
	})
}

// NeedsByHand are the skills that documents of a project need as it was said by
// hand, by their IDs.
func (w *Work) NeedsByHand(ctx context.Context, project annotations.ProjectID) (map[string][]string, error) {
	return tagged(w.db.QueryContext(ctx, `SELECT doc, skills FROM document_skills WHERE project = $1`, project.String()))
}

// fitting reports of the documents of a project whether somebody has the skills
// that they need.
func (w *Work) fitting(ctx context.Context, project annotations.ProjectID, user string, inMeta map[annotations.DocumentID][]string) (func(annotations.DocumentID) bool, error) {
	byHand, err := w.NeedsByHand(ctx, project)
	if err != nil {
		return nil, err
	}
	skills, err := w.SkillsOf(ctx, project, user)
	return func(doc annotations.DocumentID) bool {
		needs := inMeta[doc]
		if len(byHand) > 0 {
			if set, ok := byHand[doc.String()]; ok {
				needs = set
			}
		}
		return len(lacking(needs, skills)) == 0
	}, err
}

// mayHave is a *MissingError if somebody lacks what a document needs.
func (w *Work) mayHave(ctx context.Context, d annotations.Document, user string) error {
	needs, _, err := w.Needs(ctx, d)
	if err != nil || len(needs) == 0 {
		return err
	}
	skills, err := w.SkillsOf(ctx, d.Project, user)
	if err != nil {
		return err
	}
	if missing := lacking(needs, skills); len(missing) > 0 {
		return &MissingError{missing}
	}
	return nil
}

func asTags(tags []string) (string, error) {
	skills, err := Skills(tags)
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(skills)
	return string(b), err
}

// tagged reads rows of a key and a list of tags.
func tagged(rows *sql.Rows, err error) (map[string][]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]string{}
	for rows.Next() {
		var key, b string
		if err := rows.Scan(&key, &b); err != nil {
			return nil, err
		}
		var skills []string
		if err := json.Unmarshal([]byte(b), &skills); err != nil {
			return nil, err
		}
		all[key] = skills
	}
	return all, rows.Err()
}

// in finds a document of a project.
func (w *Work) in(ctx context.Context, project annotations.ProjectID, doc annotations.DocumentID) (annotations.Document, error) {
	d, err := w.store.Document(ctx, doc)
	if err == nil && d.Project != project {
		err = fmt.Errorf("document %v: %w", doc, store.ErrNotFound)
	}
	return d, err
}
