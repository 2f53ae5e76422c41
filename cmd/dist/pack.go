package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// packer compresses, and keeps what it compressed: brotli at its best takes
// half a minute for the WASM.
type packer struct {
	dir     string
	quality int
}

// pack returns the content as it is and, where that is shorter, compressed.
func (p *packer) pack(content []byte, kind string) (map[string][]byte, error) {
	forms := map[string][]byte{"identity": content}
	if strings.HasPrefix(kind, "image/png") || strings.HasPrefix(kind, "font/") {
		return forms, nil
	}
	var br, gz []byte
	var brErr, gzErr error
	var both sync.WaitGroup
	both.Go(func() {
		br, brErr = p.kept(content, fmt.Sprintf("br%d", p.quality), func(b *bytes.Buffer) error {
			w := brotli.NewWriterOptions(b, brotli.WriterOptions{Quality: p.quality, LGWin: 24})
			if _, err := w.Write(content); err != nil {
				return err
			}
			return w.Close()
		})
	})
	both.Go(func() {
		gz, gzErr = p.kept(content, "gz", func(b *bytes.Buffer) error {
			w, err := gzip.NewWriterLevel(b, gzip.BestCompression)
			if err != nil {
				return err
			}
			if _, err := w.Write(content); err != nil {
				return err
			}
			return w.Close()
		})
	})
	both.Wait()
	if brErr != nil || gzErr != nil {
		return nil, fmt.Errorf("compressing: %v %v", brErr, gzErr)
	}
	if len(br) < len(content) {
		forms["br"] = br
	}
	if len(gz) < len(content) {
		forms["gzip"] = gz
	}
	return forms, nil
}

func (p *packer) kept(content []byte, how string, compress func(*bytes.Buffer) error) ([]byte, error) {
	name := filepath.Join(p.dir, fmt.Sprintf("%x.%s", sha256.Sum256(content), how))
	if b, err := os.ReadFile(name); err == nil {
		return b, nil
	}
	var buf bytes.Buffer
	if err := compress(&buf); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return nil, err
	}
	// Renamed into place: a build that is stopped must not leave half a file.
	tmp := name + ".tmp"
	if err := os.WriteFile(tmp, buf.Bytes(), 0o644); err != nil {
		return nil, err
	}
	return buf.Bytes(), os.Rename(tmp, name)
}
