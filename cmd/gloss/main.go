// Command gloss is the server and the command line of Gloss: one file that
// holds the browser program too.
package main

import (
	"context"
	"errors"
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
	exitFailed = 1 // it was tried and did not work
	exitUsage  = 2 // the call was wrong
	exitUnfit  = 3 // it worked, but what was looked at is not in order
)

// command is one of the subcommands.
type command struct {
	name, args, about string
	run               func(ctx context.Context, e env, args []string) error
}

// env is what a command may touch.
type env struct {
	out, err io.Writer
}

var commands = []command{
	{"serve", "[--addr HOST:PORT] [--data DIR] [--open]", "Serve the page and collect labels.", serve},
	{"import", "[--data DIR] [--project NAME] FILE…", "Read documents (.txt, .jsonl, .json) into a project.", importFiles},
	{"export", "[--data DIR] [--project NAME] [--format F] [--out FILE] [--report FILE] [--strict]", "Write a project as a dataset.", exportDataset},
	{"check", "FILE…", "Verify that every span of a dataset says what its text says.", check},
	{"simulate", "[--json] [--test FILE] [--limit N] [--seed N] FILE…", "Replay labelled files with suggestions on, and count gestures.", simulateFiles},
	{"version", "", "Print the version.", func(_ context.Context, e env, _ []string) error {
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
	code := run(ctx, env{os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, e env, args []string) int {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		help(e.out)
		return exitOK
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(e.err, "gloss: there is no command %q; `gloss help` lists them\n", args[0])
		return exitUsage
	}
	err := commands[i].run(ctx, e, args[1:])
	var usage usageError
	var unfit unfitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(e.err, "gloss %s: %v\nusage: gloss %s %s\n", args[0], err, commands[i].name, commands[i].args)
		return exitUsage
	case errors.As(err, &unfit):
		fmt.Fprintf(e.err, "gloss %s: %v\n", args[0], err)
		return exitUnfit
	}
	fmt.Fprintf(e.err, "gloss %s: %v\n", args[0], err)
	return exitFailed
}

func help(w io.Writer) {
	fmt.Fprint(w, "Gloss: highlight who acts, what is claimed, which numbers and where.\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %s\n      %s\n", strings.TrimSpace("gloss "+c.name+" "+c.args), c.about)
	}
	fmt.Fprint(w, "\nThe data folder is gloss-data in the working folder, if --data names no other.\n"+
		"Exit codes: 0 well; 1 failed; 2 wrong call; 3 a dataset is not in order, or --strict found losses.\n")
}
