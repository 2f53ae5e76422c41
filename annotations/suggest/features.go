package suggest

import (
	"math/bits"
	"unicode/utf8"
)

// Features of a token, each a hash that leads to a row of weights. A template
// has a number, so that the same word at another place is another feature.
const (
	fBias = iota
	fWord
	fWordL1
	fWordR1
	fWordL2
	fWordR2
	fPairL
	fPairR
	fPairAround
	fExact
	fShape
	fShapeL
	fShapeR
	fShapes
	fShapesL
	fShapesR
	fPrefix
	fSuffix
	fCluster
	fClusterL
	fClusterR
	fClusterL2
	fClusterR2
	fClustersL
	fClustersR
	fClusterShape
	fCase
	fCaseL
	fCaseR
	fCount
	fBefore
	fAfter
	fQuote
	fEdge
	fEnd
	fLine
	fClause
	fClauseCluster
	fMarks
	fWordMem
	fWordMemL
	fWordMemR
	fString
	fStringHere
	fPattern
	fTriL
	fTriM
	fTriR
	fWordL3
	fWordR3
	fGlued
	fQuoteSaid
	fAhead
	fRest
	fList
	fListKind
	fListL
	fListR
)

// extractor turns passages into features. It keeps its buffers.
type extractor struct {
	table *table
	pool  *Pool
	rows  []uint32 // of all tokens
	ends  []int32  // where the rows of each token end

	tok, left, right, left2, right2 *token
}

// edge stands beyond the ends of a passage.
var edge = token{word: 0xfeed, exact: 0xfeed, id: -1, shape: shape{long: 0xfeed, short: 0xfeed, kind: symbol}}

func (x *extractor) add(template int, hash uint32) {
	x.rows = append(x.rows, x.table.row(mix(hash, uint32(template)*0x85ebca6b+0x27d4eb2f)))
}

func at(p *passage, i int) *token {
	if i < 0 || i >= len(p.tokens) {
		return &edge
	}
	return &p.tokens[i]
}

// extract computes the features of a passage.
func (x *extractor) extract(p *passage, m *memory, occ []occurrence, pats []found, doc int32) {
	x.rows, x.ends = x.rows[:0], x.ends[:0]
	cx := contextOf(p)
	for i := range p.tokens {
		x.tok, x.left, x.right = at(p, i), at(p, i-1), at(p, i+1)
		x.left2, x.right2 = at(p, i-2), at(p, i+2)
		x.words(p, i)
		x.letters(p.word(i))
		x.listed()
		x.pooled()
		x.around(p, i, &cx)
		x.remembered(m, p, i)
		x.matches(i, occ, pats, doc)
		x.ends = append(x.ends, int32(len(x.rows)))
	}
}

func (x *extractor) words(p *passage, i int) {
	t, l, r, l2, r2 := x.tok, x.left, x.right, x.left2, x.right2
	x.add(fBias, 0)
	x.add(fWord, t.word)
	x.add(fWordL1, l.word)
	x.add(fWordR1, r.word)
	x.add(fWordL2, l2.word)
	x.add(fWordR2, r2.word)
	x.add(fPairL, mix(l.word, t.word))
	x.add(fPairR, mix(t.word, r.word))
	x.add(fPairAround, mix(l.word, r.word))
	if t.exact != t.word {
		x.add(fExact, t.exact)
	}
	x.add(fShape, t.shape.long)
	x.add(fShapeL, l.shape.short)
	x.add(fShapeR, r.shape.short)
	x.add(fShapes, mix(mix(l.shape.short, t.shape.short), r.shape.short))
	x.add(fShapesL, mix(l2.shape.short, l.shape.short))
	x.add(fShapesR, mix(r.shape.short, r2.shape.short))
	if t.shape.kind == ideograph {
		x.add(fTriL, mix(mix(l2.word, l.word), t.word))
		x.add(fTriM, mix(mix(l.word, t.word), r.word))
		x.add(fTriR, mix(mix(t.word, r.word), r2.word))
		x.add(fWordL3, at(p, i-3).word)
		x.add(fWordR3, at(p, i+3).word)
	}
	if i > 0 && !t.blank {
		x.add(fGlued, uint32(l.shape.kind))
	}
}

// letters adds the beginnings and ends of a word.
func (x *extractor) letters(w string) {
	if x.tok.shape.kind >= quote || len(w) < 2 {
		return
	}
	h, n := uint32(31), 0
	for i := 0; i < len(w) && n < 4; n++ {
		_, size := utf8.DecodeRuneInString(w[i:])
		for _, c := range []byte(w[i : i+size]) {
			h = mix(h, uint32(fold(c)))
		}
		i += size
		if i < len(w) {
			x.add(fPrefix, h)
		}
	}
	h, n = 37, 0
	for i := len(w); i > 0 && n < 4; n++ {
		_, size := utf8.DecodeLastRuneInString(w[:i])
		for _, c := range []byte(w[i-size : i]) {
			h = mix(h, uint32(fold(c)))
		}
		i -= size
		if i > 0 {
			x.add(fSuffix, h)
		}
	}
}

// listed adds in which lists of known words a token stands, and those beside it.
func (x *extractor) listed() {
	t := x.tok
	for in := t.listed.in; in != 0; in &= in - 1 {
		n := bits.TrailingZeros16(in)
		x.add(fList, uint32(n<<2|t.listed.place(1<<n)))
		x.add(fListKind, uint32(n<<8)|uint32(t.shape.kind))
	}
	if x.left.listed.in != 0 {
		x.add(fListL, uint32(x.left.listed.in)<<8|uint32(t.shape.kind))
	}
	if x.right.listed.in != 0 {
		x.add(fListR, uint32(x.right.listed.in)<<8|uint32(t.shape.kind))
	}
}

func fold(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// pooled adds what the pool knows of the word and of those beside it.
func (x *extractor) pooled() {
	t, l, r := x.info(x.tok), x.info(x.left), x.info(x.right)
	l2, r2 := x.info(x.left2), x.info(x.right2)
	for level := range clusterings {
		c := uint32(t.cluster[level]) | uint32(level)<<16
		x.add(fCluster, c)
		if level > 0 {
			x.add(fClusterL, uint32(l.cluster[level])|uint32(level)<<16)
			x.add(fClusterR, uint32(r.cluster[level])|uint32(level)<<16)
		}
	}
	x.add(fClusterL2, uint32(l2.cluster[1]))
	x.add(fClusterR2, uint32(r2.cluster[1]))
	x.add(fClustersL, uint32(l.cluster[1])<<16|uint32(t.cluster[1]))
	x.add(fClustersR, uint32(t.cluster[1])<<16|uint32(r.cluster[1]))
	x.add(fClusterShape, mix(uint32(l.cluster[1])<<16|uint32(r.cluster[1]), x.tok.shape.short))
	x.add(fCase, uint32(t.written())<<8|uint32(x.tok.shape.kind))
	x.add(fCaseL, uint32(l.written())<<8|uint32(x.left.shape.kind))
	x.add(fCaseR, uint32(r.written())<<8|uint32(x.right.shape.kind))
	x.add(fCount, uint32(bucket(t.count))<<8|uint32(x.tok.shape.kind))
	for k := range t.before {
		if t.before[k] != 0 {
			x.add(fBefore, t.before[k])
		}
		if t.after[k] != 0 {
			x.add(fAfter, t.after[k])
		}
	}
}

var unknown poolWord

func (x *extractor) info(t *token) *poolWord {
	if t.id < 0 {
		return &unknown
	}
	return &x.pool.words[t.id]
}

// written sorts a word by how often it has a capital where it need not.
func (w *poolWord) written() int {
	all := w.small + w.big
	if all == 0 {
		return 0
	}
	return 1 + int(5*w.big/all) + 8*min(bucket(all), 3)
}

// bucket is the number of binary digits of n.
func bucket(n int32) int {
	b := 0
	for ; n > 0; n >>= 1 {
		b++
	}
	return b
}

// sentence is what the features of long spans look at.
type sentence struct {
	quoted []bool   // between quotation marks
	clause []int    // where the clause of each token starts
	next   []uint32 // the next mark from each token on
	end    uint32   // the last mark
	loud   bool     // most of it in capitals: headlines
	marks  bool     // there is a quotation mark
}

func contextOf(p *passage) sentence {
	n := len(p.tokens)
	s := sentence{quoted: make([]bool, n), clause: make([]int, n), next: make([]uint32, n)}
	inside, start := false, 0
	small, big := 0, 0
	for i := range p.tokens {
		t := &p.tokens[i]
		switch t.shape.kind {
		case quote:
			if w := p.word(i); w != "'" && w != "’" {
				inside = !inside
				s.marks = true
			}
			start = i + 1
		case comma, stop, opener, closer:
			start = i + 1
		case lower:
			small++
		case upper, capital:
			big++
		}
		s.quoted[i] = inside
		s.clause[i] = min(start, i)
	}
	last := edge.word
	for i := n - 1; i >= 0; i-- {
		s.next[i] = last
		if k := p.tokens[i].shape.kind; k >= quote && k <= comma {
			last = p.tokens[i].word
			if s.end == 0 {
				s.end = last
			}
		}
	}
	s.loud = big > 2*small
	return s
}

// around adds where in its sentence a token stands: between quotation marks, in
// which clause and after which word. Claims begin and end by these.
func (x *extractor) around(p *passage, i int, s *sentence) {
	flags := uint32(0)
	if s.quoted[i] {
		flags |= 1
	}
	if i > 0 && s.quoted[i-1] {
		flags |= 2
	}
	x.add(fQuote, flags<<8|uint32(x.tok.shape.kind))
	where := min(i, 3)<<4 | min(len(p.tokens)-1-i, 3)
	x.add(fEdge, uint32(where))
	loud := uint32(0)
	if s.loud {
		loud = 1
	}
	x.add(fLine, uint32(x.tok.shape.kind)<<2|loud<<1|boolBit(i == 0))
	x.add(fEnd, mix(s.end, boolBit(i == 0)))
	first := at(p, s.clause[i])
	x.add(fClause, mix(first.word, flags))
	x.add(fClauseCluster, mix(uint32(x.info(first).cluster[1]), uint32(min(i-s.clause[i], 4))))
	// The word before the clause, and the mark that parts them.
	mark, cue := at(p, s.clause[i]-1), at(p, s.clause[i]-2)
	x.add(fMarks, mix(mark.word, s.next[i]))
	x.add(fQuoteSaid, mix(mark.word, cue.word))
	x.add(fAhead, mix(flags<<1|boolBit(s.marks), mark.word))
	x.add(fRest, uint32(bucket(int32(i)))<<8|uint32(bucket(int32(len(p.tokens)-i)))<<4|flags)
}

func boolBit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// remembered adds how the word was labelled until now, alone or in a string.
func (x *extractor) remembered(m *memory, p *passage, i int) {
	for k, f := range [3]int{fWordMem, fWordMemL, fWordMemR} {
		j := i
		switch k {
		case 1:
			j--
		case 2:
			j++
		}
		if j < 0 || j >= len(p.tokens) {
			continue
		}
		e := m.words[p.tokens[j].word]
		if e == nil {
			x.add(f, 0)
			continue
		}
		class, n, all := e.best()
		x.add(f, uint32(class+1)<<8|uint32(rate(all, e.seen))<<4|uint32(min(bucket(n), 3)))
	}
}

// rate sorts a share into five.
func rate(part, all int32) int {
	switch {
	case part <= 0:
		return 0
	case 4*part < all:
		return 1
	case 2*part < all:
		return 2
	case 10*part < 9*all:
		return 3
	}
	return 4
}

// matches adds the remembered strings and the patterns over a token: where it
// stands in them, as what and how surely they were labelled.
func (x *extractor) matches(i int, occ []occurrence, pats []found, doc int32) {
	long := -1
	for k := range occ {
		o := &occ[k]
		if o.from > i {
			break
		}
		if o.is != noPattern || i >= o.to {
			continue
		}
		if long < 0 || o.to-o.from > occ[long].to-occ[long].from {
			long = k
		}
	}
	if long >= 0 {
		o := &occ[long]
		t := o.counts()
		class, n, all := t.best()
		x.add(fString, uint32(class+1)<<16|uint32(place(i, o.from, o.to))<<12|uint32(rate(all, t.seen))<<4|uint32(min(bucket(n), 3)))
		x.add(fString, 1<<30|uint32(place(i, o.from, o.to))<<12|uint32(rate(all, t.seen)))
		if o.doc == doc {
			here := o.here()
			class, _, all := here.best()
			x.add(fStringHere, uint32(class+1)<<16|uint32(place(i, o.from, o.to))<<12|uint32(rate(all, here.seen)))
		}
	}
	for _, f := range pats {
		if f.from <= i && i < f.to {
			x.add(fPattern, uint32(f.is)<<4|uint32(place(i, f.from, f.to)))
		}
	}
}

// place is the letter of a token in a span, of BIES.
func place(i, from, to int) int {
	switch {
	case to-from == 1:
		return 3
	case i == from:
		return 0
	case i == to-1:
		return 2
	}
	return 1
}
