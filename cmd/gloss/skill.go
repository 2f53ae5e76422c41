package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"

	"gloss/annotations"
)

// skills is the command skill.
func skills(ctx context.Context, e env, args []string) error {
	var data, project *string
	rest, err := flags("skill", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		project = fs.String("project", "", "the project, by `name` or ID")
	})
	if err != nil {
		return err
	}
	alone := len(rest) == 1 && rest[0] == "list"
	if !alone && (len(rest) < 2 || len(rest) > 3 || rest[0] != "give" && rest[0] != "need") {
		return usageError{"say list, give NAME SKILLS or need DOCUMENT SKILLS"}
	}
	t, by, close, err := openTeam(ctx, e, *data)
	if err != nil {
		return err
	}
	defer close()
	p, err := pickProject(ctx, t.Store, *project)
	if err != nil {
		return err
	}
	id := p.ID.String()
	if alone {
		members, err := t.Members(ctx, by, id)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, m := range members {
			fmt.Fprintf(w, "%s\t%s\t%s\n", m.Name, m.Role, strings.Join(m.Skills, ", "))
		}
		return w.Flush()
	}
	var tags []string // without any, a document needs what its metadata says
	if len(rest) == 3 {
		tags = append([]string{}, strings.Split(rest[2], ",")...)
	}
	if rest[0] == "give" {
		u, err := t.People.Named(ctx, rest[1])
		if err != nil {
			return fmt.Errorf("%s: %w", rest[1], err)
		}
		return t.SetSkills(ctx, by, id, u.ID, tags, nil)
	}
	doc, err := annotations.ParseID[annotations.Document](rest[1])
	if err != nil {
		return usageError{fmt.Sprintf("%q is not the ID of a document", rest[1])}
	}
	return t.SetNeeds(ctx, by, id, doc, tags, nil)
}
