package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"gloss/annotations/format/all"
)

// page is what `gloss help COMMAND` says besides the flags.
type page struct {
	about    string // paragraphs
	examples []string
	exits    string // what the exit codes mean here; "" for those of all commands
}

// helpRequest is the wish for a page rather than a command.
type helpRequest struct{ flags *flag.FlagSet }

func (helpRequest) Error() string { return "help" }

var manuals = map[string]page{
	"serve": {
		about: "Serves the page and collects the labels of all devices in one SQLite file in the data folder. It ends on an interrupt, after what is under way.\n\n" +
			"On this machine's own address it asks nobody to sign in, and answers to no other name. With --team, or on another address, people sign in: at the first start it prints a link, good once, with which the first administrator makes an account. Behind a proxy that brings TLS, --url says how people reach it: links are made with it, cookies go over TLS alone, and no other name is answered to. The server can speak TLS itself too, with --tls-cert and --tls-key or with --tls-auto.\n\n" +
			"/healthz says that it lives, /readyz that it can be given work. What it has acknowledged is on the disk: it may be killed at any time. It verifies its database when it starts.",
		examples: []string{"gloss serve --open", "gloss serve --addr 127.0.0.1:9000 --data /srv/gloss", "gloss serve --team --url https://gloss.example.org", "gloss serve --team --addr :443 --tls-auto gloss.example.org --metrics 127.0.0.1:9090 --log json"},
	},
	"user": {
		about:    "Manages the accounts of a server, which may be running. `add` prints a link with which its owner chooses a password, and so does `link` for somebody who has forgotten theirs: each is good once, for 7 days. A shut account cannot be used until it is opened again; its labels stay.",
		examples: []string{"gloss user add --admin ada", "gloss user list", "gloss user shut bob"},
	},
	"project": {
		about:    "Manages the projects of a server. `add` makes one, with the labels and settings of another with --from. An archived project is kept as it is: nothing is added to it until it is restored. A project is named by its name or its ID.",
		examples: []string{"gloss project list", "gloss project add --from News Elections", "gloss project archive News"},
	},
	"skill": {
		about:    "Says which skills the members of a project have, and which its documents need: tags, with commas between them. A document goes only to who has all that it needs. What it needs stands in its metadata under \"skills\" when it was imported so; `need` says otherwise by hand, and without skills goes back to the metadata.",
		examples: []string{"gloss skill --project News list", "gloss skill give ada arabic,finance", "gloss skill need 5f2c7a34-… law"},
	},
	"backup": {
		about: "Writes everything that a server keeps, with its whole history, into one file: as it is at one moment, verified, while the server goes on. The file is there whole or not at all, and none is replaced. Without a name it is called after the time.\n\n" +
			"A backup is a SQLite database, whichever database the server has; so it is also the way from one to the other.\n\n" +
			"With --project it is one project, with its documents, labels, history, settings and queue, as compressed JSON Lines, which managers can also download from its page.",
		examples: []string{"gloss backup --data /srv/gloss /mnt/backups/monday.backup", "gloss backup --project News news.jsonl.gz", "GLOSS_DATABASE_URL=postgres://… gloss backup"},
	},
	"restore": {
		about:    "Makes the data of a server from a backup, in an empty folder or an empty PostgreSQL database; nothing is replaced. Devices notice that the server has another life, and send it what they have made since the backup.\n\nThe backup of one project is added to what is there: as the same project or, where that is, as a copy.",
		examples: []string{"gloss restore --name \"News, again\" news.jsonl.gz", "gloss restore --data /srv/gloss-new monday.backup", "gloss restore --database-url postgres://localhost/gloss monday.backup"},
	},
	"site": {
		about:    "Writes the page as files, for a host that serves files and nothing else: there are no accounts, and nothing is sent anywhere. Labels stay on the device of each user, who imports and exports. The folder belongs at the root of an address, over HTTPS. Hosts that read _headers and _redirects find them.",
		examples: []string{"gloss site public"},
	},
	"import": {
		about:    "Reads documents, and labels if there are any, into a project. The format of each file is told from its name and its first bytes; `gloss help formats` lists them. What is wrong with a file or a record is printed with its place, and the others come in. Reading a file again changes nothing.\n\nA folder is one dataset of many files, such as brat's, or every file in it by itself; files of no known format are named and left.",
		examples: []string{"gloss import news.jsonl", "gloss import corpus/", "gloss import --project Elections texts/*.txt", "gloss import --from doccano --from-unit points admin.jsonl"},
		exits:    "0 everything came in; 1 it failed, or some files or records were left out; 2 a wrong call.",
	},
	"export": {
		about: "Writes a project as a dataset. What the format cannot carry is printed, annotation by annotation; --report writes it as JSON, and --strict writes nothing then.\n\n" +
			"With --dir a whole dataset is written: its parts, README.md (the dataset card), losses.json, and manifest.json with the SHA-256 of every file, the offset unit and the labels. --split divides it by the hash of documents: the same documents with the same seed always go the same way, and near copies stay together.\n\n" +
			"With --release the dataset is what the labels were when the release was made: the same bytes, whatever was labelled since.",
		examples: []string{
			"gloss export --format conll --out news.conll --report lost.json",
			"gloss export --dir news --format conll --split 80/10/10 --stratify --licence CC-BY-4.0",
			"gloss release v1 && gloss export --release v1 --dir news-v1",
		},
		exits: "0 written; 1 it failed; 2 a wrong call; 3 --strict found losses, and nothing is written.",
	},
	"release": {
		about:    "Names the point at which the labels of a project are now, so that it can be exported again. A release does not change, and holds no text: with --print it goes into a file, which export, stats and diff take on another machine that has the same labels. Without a name the releases are listed. With --verify it is told whether the data still has all that the release had.",
		examples: []string{"gloss release v1", "gloss release", "gloss release --verify v1", "gloss release --print v1 > v1.json"},
		exits:    "0 well; 1 it failed; 2 a wrong call, or the release is there already; 3 the data lacks what the release had.",
	},
	"suggest": {
		about: "Learns from all labels of a project, as the page does, and writes the documents that nobody has labelled yet, with what it proposes, by the author model:gloss. Label Studio takes that as predictions, Argilla as suggestions, and Prodigy as spans, each with its score: the probability, from 0 to 1, that just this span has just this label.\n\n" +
			"The same labels give the same proposals.\n\n" +
			"With --next it tells instead which documents to label next: those that it is most in doubt about, among them first those with the most new words; every fifth place is given by chance, and the documents of those places are a fair sample of all. The order says which is which: keep it.",
		examples: []string{
			"gloss suggest --format label-studio --out tasks.json",
			"gloss suggest --next 20 --out next.json",
			"gloss suggest --least 0.8 --format prodigy --out tasks.jsonl",
		},
	},
	"convert": {
		about: "Turns a dataset of one format into one of another, a document at a time, without a project. IN is a file, a folder, or - for the standard input; OUT a file, a folder for a format of many files, or - for the standard output. The format of IN is told from its name, first bytes and the texts that it quotes, that of OUT from its ending.\n\n" +
			"Each span is sliced again before it is written. Wrong records are printed with their place and left out; so is what the format cannot carry, and fields that were not understood are named.",
		examples: []string{
			"gloss convert news.jsonl news.conll",
			"gloss convert --from doccano --from-unit utf16 export.jsonl --to spacy train.spacy",
			"cat news.jsonl | gloss convert --from gloss --to w3c - -",
		},
		exits: "0 written; 1 it failed; 2 a wrong call; 3 records were left out, or --strict found something, and nothing is written.",
	},
	"check": {
		about:    "Reads datasets and verifies that every span says what its text says, that offsets count one unit throughout, and that nothing is in a file that is not understood.",
		examples: []string{"gloss check news.jsonl", "gloss check --json *.jsonl"},
		exits:    "0 all is in order; 1 it failed; 2 a wrong call; 3 something is wrong.",
	},
	"stats": {
		about:    "Counts what is in a dataset: documents, tokens, spans, each label and annotator, and how long they are. The dataset is a file or folder, @ for the labels in the data folder as they are now, or @NAME for a release.",
		examples: []string{"gloss stats news.jsonl", "gloss stats --json @v1"},
		exits:    "0 well; 1 it failed; 2 a wrong call; 3 records were left out.",
	},
	"diff": {
		about:    "Tells what changed from one dataset to another: documents and annotations that were added, removed or changed. Each is a file or folder, @ for the labels in the data folder as they are now, or @NAME for a release, @FILE.json for one in a file. Documents are the same by their ID, else by their source, else by their text.",
		examples: []string{"gloss diff old.jsonl new.jsonl", "gloss diff @v1 @v2", "gloss diff --json @v1 @"},
		exits:    "0 they are the same; 1 it failed; 2 a wrong call; 3 they differ.",
	},
}

const exits = "0 well; 1 it failed; 2 a wrong call."

// printPage prints the manual of a command.
func printPage(w io.Writer, c command, fs *flag.FlagSet) {
	p := manuals[c.name]
	fmt.Fprintf(w, "NAME\n%s\n\nSYNOPSIS\n%s\n", fold("gloss "+c.name+" - "+strings.TrimSuffix(c.about, ".")), fold("gloss "+c.name+" "+c.args))
	if p.about != "" {
		fmt.Fprint(w, "\nDESCRIPTION\n")
		for i, paragraph := range strings.Split(p.about, "\n\n") {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, fold(paragraph))
		}
	}
	if fs != nil {
		first := true
		fs.VisitAll(func(f *flag.Flag) {
			if first {
				fmt.Fprint(w, "\nOPTIONS\n")
			}
			first = false
			kind, usage := flag.UnquoteUsage(f)
			head := "    --" + f.Name
			if kind != "" {
				head += " " + strings.ToUpper(kind)
			}
			if f.DefValue != "" && f.DefValue != "false" {
				usage += " (" + f.DefValue + " if not given)"
			}
			fmt.Fprintf(w, "%s\n%s\n", head, strings.ReplaceAll(fold(usage), "    ", "        "))
		})
	}
	if len(p.examples) > 0 {
		fmt.Fprintf(w, "\nEXAMPLES\n    %s\n", strings.Join(p.examples, "\n    "))
	}
	codes := p.exits
	if codes == "" {
		codes = exits
	}
	fmt.Fprintf(w, "\nEXIT CODES\n%s\n", fold(codes))
}

// fold breaks a paragraph into indented lines.
func fold(s string) string {
	const width = 76
	var b strings.Builder
	line := "   "
	for _, word := range strings.Fields(s) {
		if len(line)+1+len(word) > width && line != "   " {
			b.WriteString(line + "\n")
			line = "   "
		}
		line += " " + word
	}
	return b.String() + line
}

// printFormats lists the formats and what each can carry.
func printFormats(w io.Writer) {
	for _, f := range all.Formats {
		var ways []string
		if f.Read != nil {
			ways = append(ways, "read")
		}
		if f.NewWriter != nil {
			ways = append(ways, "written")
		}
		names := strings.Join(append([]string{f.Name}, f.Aliases...), ", ")
		fmt.Fprintf(w, "%s (%s): %s", names, f.Extension, f.Title)
		fmt.Fprintf(w, "\n    %s", strings.Join(ways, " and "))
		if f.Unit != "" {
			fmt.Fprintf(w, "; counts %ss", f.Unit)
		}
		if f.Files != nil {
			fmt.Fprint(w, "; many files, in a folder or a zip")
		}
		fmt.Fprintln(w)
	}
}

// wantsHelp tells the wish for a page from a wrong flag.
func wantsHelp(err error, fs *flag.FlagSet) error {
	if errors.Is(err, flag.ErrHelp) {
		return helpRequest{fs}
	}
	return usageError{err.Error()}
}
