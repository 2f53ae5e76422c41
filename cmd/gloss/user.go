package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"

	"gloss/annotations/dataset/stats"
	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
	"gloss/cmd/gloss/internal/team"
)

// openTeam opens the accounts and projects of a data folder for the command line,
// which may do anything.
func openTeam(ctx context.Context, e env, data string) (t *team.Team, by team.By, close func() error, err error) {
	st, err := openData(ctx, data)
	if err != nil {
		return nil, by, nil, err
	}
	if t, err = team.Open(ctx, st, slog.New(slog.NewTextHandler(e.err, nil))); err != nil {
		st.Close()
		return nil, by, nil, err
	}
	return t, asRoot(), st.Close, nil
}

// users is the command user.
func users(ctx context.Context, e env, args []string) error {
	var data, public *string
	var admin *bool
	rest, err := flags("user", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		admin = fs.Bool("admin", false, "make the new account an administrator")
		public = fs.String("url", "http://127.0.0.1:8080", "the `address` by which people reach the server, for links")
	})
	if err != nil {
		return err
	}
	verb, name, err := verbAndName(rest, "list")
	if err != nil {
		return err
	}
	site, err := publicURL(*public)
	if err != nil {
		return err
	}
	t, by, close, err := openTeam(ctx, e, *data)
	if err != nil {
		return err
	}
	defer close()
	if verb == "list" {
		return listUsers(ctx, e, t, by)
	}
	if verb == "add" {
		if _, err := t.People.Named(ctx, name); !errors.Is(err, auth.ErrUnknown) {
			return errors.Join(err, fmt.Errorf("%s: %w; `gloss user link %s` gives a new password", name, auth.ErrTaken, name))
		}
		secret, i, err := t.People.Invite(ctx, auth.Invite{Name: name, Admin: *admin})
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s makes the account by this link, once, until %s:\n%s%s\n", name, i.Expires.Format("2 January 2006, 15:04 UTC"), site, gate.InvitePath(secret))
		return nil
	}
	u, err := t.People.Named(ctx, name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	yes, no := true, false
	switch verb {
	case "link":
		secret, i, err := t.Reset(ctx, by, u.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s chooses a new password by this link, once, until %s:\n%s%s\n", u.Name, i.Expires.Format("2 January 2006, 15:04 UTC"), site, gate.InvitePath(secret))
	case "shut":
		_, err = t.ChangeUser(ctx, by, u.ID, team.UserChange{Disabled: &yes})
	case "open":
		_, err = t.ChangeUser(ctx, by, u.ID, team.UserChange{Disabled: &no})
	default:
		return usageError{fmt.Sprintf("there is nothing called %q to do with an account", verb)}
	}
	return err
}

// verbAndName reads what to do, and with whom; some verbs take no name.
func verbAndName(rest []string, alone string) (verb, name string, err error) {
	switch {
	case len(rest) == 0:
		return "", "", usageError{"say what to do"}
	case rest[0] == alone && len(rest) == 1:
		return rest[0], "", nil
	case len(rest) != 2 || rest[0] == alone:
		return "", "", usageError{fmt.Sprintf("%q: name one thing to do, and one name", strings.Join(rest, " "))}
	}
	return rest[0], rest[1], nil
}

func listUsers(ctx context.Context, e env, t *team.Team, by team.By) error {
	all, err := t.Users(ctx, by)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, u := range all {
		var what []string
		if u.Admin {
			what = append(what, "administrator")
		}
		if u.Disabled {
			what = append(what, "shut")
		}
		fmt.Fprintf(w, "%s\tsince %s\t%s\n", u.Name, u.Made.Format("2006-01-02"), strings.Join(what, ", "))
	}
	return w.Flush()
}

// projects is the command project.
func projects(ctx context.Context, e env, args []string) error {
	var data, from, to *string
	rest, err := flags("project", args, func(fs *flag.FlagSet) {
		data = dataFlag(fs)
		from = fs.String("from", "", "the `project` whose labels and settings a new one gets")
		to = fs.String("to", "", "the new `name` of the one that is renamed")
	})
	if err != nil {
		return err
	}
	verb, name, err := verbAndName(rest, "list")
	if err != nil {
		return err
	}
	t, by, close, err := openTeam(ctx, e, *data)
	if err != nil {
		return err
	}
	defer close()
	switch verb {
	case "list":
		return listProjects(ctx, e, t, by)
	case "add":
		return addProject(ctx, e, t, by, name, *from)
	case "rename":
		if *to == "" {
			return usageError{"say with --to what it is to be called"}
		}
		p, err := pickProject(ctx, t.Store, name)
		if err == nil {
			_, err = t.Rename(ctx, by, p, *to)
		}
		return err
	case "archive", "restore":
		p, err := pickProject(ctx, t.Store, name)
		if err != nil {
			return err
		}
		s, version, err := t.Settings(ctx, by, p.ID.String())
		if err != nil {
			return err
		}
		s.Archived = verb == "archive"
		_, err = t.SetSettings(ctx, by, p.ID.String(), s, version)
		return err
	}
	return usageError{fmt.Sprintf("there is nothing called %q to do with a project", verb)}
}

func addProject(ctx context.Context, e env, t *team.Team, by team.By, name, from string) error {
	if from != "" {
		p, err := pickProject(ctx, t.Store, from)
		if err != nil {
			return err
		}
		from = p.ID.String()
	}
	p, err := t.MakeProject(ctx, by, name, from)
	if err == nil {
		fmt.Fprintln(e.out, p.ID)
	}
	return err
}

func listProjects(ctx context.Context, e env, t *team.Team, by team.By) error {
	all, err := t.Projects(ctx, by)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, p := range all {
		n, err := t.Store.Count(ctx, p.ID)
		if err != nil {
			return err
		}
		s, _, err := t.Settings(ctx, by, p.ID.String())
		if err != nil {
			return err
		}
		archived := ""
		if s.Archived {
			archived = "archived"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.ID, p.Name, stats.Many(n, "document"), archived)
	}
	return w.Flush()
}
