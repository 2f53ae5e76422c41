package pile

// names holds strings that stay, in blocks, so that there are few things in memory and
// no large one is ever copied to grow.
type names struct{ blocks [][]byte }

// words are where a string is among the names.
type words struct{ block, at, length uint32 }

const nameBlock = 64 << 10

func (n *names) add(s string) words {
	last := len(n.blocks) - 1
	if last < 0 || len(n.blocks[last])+len(s) > cap(n.blocks[last]) {
		n.blocks = append(n.blocks, make([]byte, 0, max(nameBlock, len(s))))
		last++
	}
	b := &n.blocks[last]
	w := words{uint32(last), uint32(len(*b)), uint32(len(s))}
	*b = append(*b, s...)
	return w
}

func (n *names) of(w words) []byte {
	if w.length == 0 {
		return nil
	}
	return n.blocks[w.block][w.at : w.at+w.length]
}
