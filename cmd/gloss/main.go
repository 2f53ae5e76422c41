// Command gloss is the server and the command line of Gloss: one file that
// holds the browser program too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// version is set by the build.
var version = "development"

// Exit codes. They are part of the interface: scripts rely on them.
const (
	exitOK     = 0
	exitFailed = 1   // it was tried and did not work
	exitUsage  = 2   // the call was wrong
	exitUnfit  = 3   // it worked, but what was looked at is not in order
	exitEnded  = 130 // it was interrupted
)

// command is one of the subcommands.
type command struct {
	name, args, about string
	run               func(ctx context.Context, e env, args []string) error
}

// env is what a command may touch.
type env struct {
	in       io.Reader
	out, err io.Writer
}

var commands = []command{
	{"serve", "[--addr HOST:PORT] [--data DIR | --database-url URL] [--team] [--url ADDRESS] [--oidc-issuer ADDRESS --oidc-client ID] [--tls-cert FILE --tls-key FILE | --tls-auto NAMES] [--metrics HOST:PORT] [--log text|json] [--open]", "Serve the page and collect labels.", serve},
	{"user", "[--data DIR] [--admin] [--url ADDRESS] list | add NAME | link NAME | shut NAME | open NAME", "Manage the accounts of a server.", users},
	{"project", "[--data DIR] [--from PROJECT] [--to NAME] list | add NAME | rename NAME | archive NAME | restore NAME", "Manage the projects of a server.", projects},
	{"skill", "[--data DIR] [--project NAME] list | give NAME SKILLS | need DOCUMENT [SKILLS]", "Say what members can do and what documents need.", skills},
	{"import", "[--data DIR] [--project NAME] [--from F] FILE…", "Read documents and labels into a project.", importFiles},
	{"export", "[--data DIR] [--project NAME | --release NAME] [--format F] [--out FILE | --dir DIR [--split SHARES]] [--strict]", "Write a project as a dataset.", exportDataset},
	{"release", "[--data DIR] [--project NAME] [--verify | --print] [NAME]", "Name what the labels are now, so that it can be exported again.", namedReleases},
	{"convert", "[--from F] [--to G] [--report FILE] [--strict] IN OUT", "Turn a dataset of one format into one of another.", convert},
	{"check", "[--from F] FILE…", "Verify that every span of a dataset says what its text says.", check},
	{"stats", "[--from F] [--data DIR] DATASET", "Count what is in a dataset.", figures},
	{"diff", "[--from F] [--data DIR] OLD NEW", "Tell what changed from one dataset to another.", compare},
	{"suggest", "[--data DIR] [--project NAME] [--least P] [--all] [--next N] [--format F] [--out FILE]", "Write the documents that nobody has labelled yet, with proposed labels and scores.", suggestLabels},
	{"simulate", "[--json] [--test FILE] [--limit N] [--seed N] FILE…", "Replay labelled files with suggestions on, and count gestures.", simulateFiles},
	{"backup", "[--data DIR | --database-url URL] [--project NAME] [FILE]", "Write everything, or one project, with its history into one file, while it is served.", writeBackup},
	{"restore", "[--data DIR | --database-url URL] [--name NAME] FILE", "Make the data of a server, or one more project, from a backup.", restoreBackup},
	{"site", "DIR", "Write the page for a host that serves files alone; labels stay on the device.", writeSite},
	{"version", "", "Print the version.", func(_ context.Context, e env, args []string) error {
		if _, err := flags("version", args, func(*flag.FlagSet) {}); err != nil {
			return err
		}
		fmt.Fprintln(e.out, "gloss", version)
		return nil
	}},
}

// usageError is a wrong call; unfitError says that what was looked at is wrong.
type (
	usageError struct{ message string }
	unfitError struct{ message string }
)

func (e usageError) Error() string { return e.message }
func (e unfitError) Error() string { return e.message }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, env{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, e env, args []string) int {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		return help(ctx, e, args)
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(e.err, "gloss: there is no command %q; `gloss help` lists them\n", args[0])
		return exitUsage
	}
	err := commands[i].run(ctx, e, args[1:])
	var usage usageError
	var unfit unfitError
	var wish helpRequest
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wish):
		printPage(e.out, commands[i], wish.flags)
		return exitOK
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(e.err, "gloss %s: interrupted\n", args[0])
		return exitEnded
	case errors.As(err, &usage):
		fmt.Fprintf(e.err, "gloss %s: %v\nusage: gloss %s %s\n`gloss help %s` tells more\n", args[0], err, commands[i].name, commands[i].args, args[0])
		return exitUsage
	case errors.As(err, &unfit):
		fmt.Fprintf(e.err, "gloss %s: %v\n", args[0], err)
		return exitUnfit
	}
	fmt.Fprintf(e.err, "gloss %s: %v\n", args[0], err)
	return exitFailed
}

// help prints the list of commands, or the manual of one.
func help(ctx context.Context, e env, args []string) int {
	if len(args) > 1 {
		if args[1] == "formats" {
			printFormats(e.out)
			return exitOK
		}
		return run(ctx, e, []string{args[1], "-h"})
	}
	fmt.Fprint(e.out, "Gloss: highlight who acts, what is claimed, which numbers and where.\n\n")
	for _, c := range commands {
		fmt.Fprintf(e.out, "  %s\n      %s\n", strings.TrimSpace("gloss "+c.name+" "+c.args), c.about)
	}
	fmt.Fprint(e.out, "\n`gloss help COMMAND` tells all about one, `gloss help formats` what can be read and written.\n"+
		"The data folder is gloss-data in the working folder, if --data names no other.\n"+
		"Exit codes: 0 well; 1 failed; 2 wrong call; 3 a dataset is not in order, or differs, or --strict found losses; 130 interrupted.\n")
	return exitOK
}
