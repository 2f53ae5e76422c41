package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// TestWrite: what is written archive/zip reads, file by file.
func TestWrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z東é]{1,9}(\.txt)?`), 0, 6, rapid.ID).Draw(t, "names")
		bodies := map[string][]byte{}
		var b bytes.Buffer
		z := newZipWriter(&b)
		for _, name := range names {
			w, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(0, 3).Draw(t, "parts") {
				part := rapid.SliceOf(rapid.Byte()).Draw(t, "part")
				bodies[name] = append(bodies[name], part...)
				if _, err := w.Write(part); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if len(r.File) != len(names) {
			t.Fatalf("%d files of %d", len(r.File), len(names))
		}
		for i, f := range r.File {
			if f.Name != names[i] || f.NonUTF8 {
				t.Fatalf("%q, want %q", f.Name, names[i])
			}
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(in) // compares the checksum
			if err != nil || !bytes.Equal(got, bodies[f.Name]) {
				t.Fatalf("%s: %q, %v", f.Name, got, err)
			}
		}
	})
}

// TestMany: more files than 16 bits count.
func TestMany(t *testing.T) {
	var b bytes.Buffer
	z := newZipWriter(&b)
	for i := range 70_000 {
		w, err := z.Create(fmt.Sprint(i))
		if err == nil && i == 69_999 {
			_, err = io.WriteString(w, "the last")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || len(r.File) != 70_000 {
		t.Fatal(err)
	}
	if got, err := r.Open("69999"); err != nil {
		t.Error(err)
	} else if body, err := io.ReadAll(got); err != nil || string(body) != "the last" {
		t.Errorf("%q, %v", body, err)
	}
}

// far is a zip whose beginning is not kept.
type far struct {
	skip int64
	rest bytes.Buffer
}

func (f *far) Write(b []byte) (int, error) { return f.rest.Write(b) }

func (f *far) ReadAt(b []byte, at int64) (int, error) {
	zeros := min(max(0, f.skip-at), int64(len(b)))
	clear(b[:zeros])
	n, err := bytes.NewReader(f.rest.Bytes()).ReadAt(b[zeros:], at+zeros-f.skip)
	return int(zeros) + n, err
}

// TestLarge: places and sizes that 32 bits do not hold.
func TestLarge(t *testing.T) {
	f := &far{skip: 5 << 30}
	z := newZipWriter(f)
	z.at = f.skip
	w, err := z.Create("a")
	if err == nil {
		_, err = io.WriteString(w, "behind")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(f, f.skip+int64(f.rest.Len()))
	if err != nil || len(r.File) != 1 {
		t.Fatal(r, err)
	}
	in, err := r.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(in); err != nil || string(body) != "behind" {
		t.Errorf("%q, %v", body, err)
	}
	// Of a file of more than 4 GiB the entry is what matters.
	var b bytes.Buffer
	z = newZipWriter(&b)
	if _, err := z.Create("b"); err != nil {
		t.Fatal(err)
	}
	z.size = 5 << 30
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err != nil || r.File[0].UncompressedSize64 != 5<<30 {
		t.Errorf("%+v, %v", r, err)
	}
}
