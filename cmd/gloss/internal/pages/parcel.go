package pages

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/gate"
)

// maxBackup is the largest backup of a project that a form brings; the command line
// takes larger ones.
const maxBackup = 128 << 20

// restorePath is the form that brings one.
const restorePath = "/projects/restore"

func (p *Pages) handleParcels() {
	p.get("/projects/{id}/backup", p.signedIn(p.backup))
	p.post(restorePath, p.staying(p.restore, p.showProjects))
}

func (p *Pages) backup(w http.ResponseWriter, r *http.Request) error {
	parcel, err := p.team.Parcel(r.Context(), p.by(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	name := strings.Map(func(c rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, c) || c < ' ' {
			return '-'
		}
		return c
	}, parcel.Name)
	name += " " + time.Now().UTC().Format(time.DateOnly) + ".jsonl.gz"
	h := w.Header()
	h.Set("Content-Type", "application/gzip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c := http.NewResponseController(w)
	if err := parcel.Write(r.Context(), w, func() { _ = c.SetWriteDeadline(time.Now().Add(time.Minute)) }); err != nil {
		if !gate.HungUp(r) {
			p.log.Error("backup failed", "project", r.PathValue("id"), "err", err)
		}
		panic(http.ErrAbortHandler) // the browser must tell that the download failed
	}
	return nil
}

func (p *Pages) restore(w http.ResponseWriter, r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return &auth.RuleError{Rule: "choose the file of a backup"}
	}
	name := ""
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return &auth.RuleError{Rule: "choose the file of a backup"}
		}
		if err != nil {
			return err
		}
		switch part.FormName() {
		case "name": // it stands before the file
			b, err := io.ReadAll(io.LimitReader(part, maxForm))
			if err != nil {
				return err
			}
			name = strings.TrimSpace(string(b))
		case "file":
			project, err := p.team.Unpack(r.Context(), p.by(r), part, name)
			if err != nil {
				return err
			}
			return redirect(w, r, "/projects/"+project.ID.String(), "restored")
		}
	}
}
