package annotations

import "sort"

// AddAll takes changes into the log as Add does one after the other. It takes
// linear time when they come in the order of their stamps and the log has no
// later ones. Those that Add refuses are left out; the error is the one of the
// first of them.
func (l *Log) AddAll(changes []Change) (added int, err error) {
	have := len(l.records)
	if have == 0 {
		l.Grow(len(changes))
	}
	var late []int // the changes that are not later than all before
	refused := len(changes)
	refuse := func(i int, why error) {
		if i < refused {
			refused, err = i, why
		}
	}
	var room room
	for i := range changes {
		c := &changes[i]
		if err := c.Check(); err != nil {
			refuse(i, err)
			continue
		}
		if n := len(l.records); n > 0 && l.records[n-1].compareStamp(c.Stamp) >= 0 {
			late = append(late, i)
			continue
		}
		r := room.take(len(changes) - i)
		l.keep(r, c)
		l.records = append(l.records, r)
	}
	if len(late) > 0 {
		l.addLate(changes, late, refuse)
	}
	return len(l.records) - have, err
}

// room gives out records that lie side by side.
type room []record

// take returns a record; left is how many more are wanted, this one included.
func (free *room) take(left int) *record {
	if len(*free) == 0 {
		*free = make([]record, min(left, 400)) // 32 KB, so that one record never holds back much
	}
	r := &(*free)[0]
	*free = (*free)[1:]
	return r
}

// keep makes r the record of a change, and one of its annotation's.
func (l *Log) keep(r *record, c *Change) {
	r.setChange(c, &l.shared)
	at := l.latest[r.id]
	if at == nil || at.compareStamp(c.Stamp) < 0 {
		r.earlier = at
		l.latest[r.id] = r
		return
	}
	for at.earlier != nil && at.earlier.compareStamp(c.Stamp) > 0 {
		at = at.earlier
	}
	r.earlier, at.earlier = at.earlier, r
}

// addLate merges changes into the middle of the log: those with the indexes
// late.
func (l *Log) addLate(changes []Change, late []int, refuse func(int, error)) {
	var room room
	sort.SliceStable(late, func(i, j int) bool { return changes[late[i]].Stamp.Less(changes[late[j]].Stamp) })
	from, _ := search(l.records, changes[late[0]].Stamp)
	rest := l.records[from:]
	merged := make([]*record, 0, len(rest)+len(late))
	for k, i := range late {
		c := &changes[i]
		for len(rest) > 0 && rest[0].compareStamp(c.Stamp) <= 0 {
			merged = append(merged, rest[0])
			rest = rest[1:]
		}
		if n := len(merged); n > 0 && merged[n-1].compareStamp(c.Stamp) == 0 {
			if !merged[n-1].same(c) {
				refuse(i, &ConflictError{c.Stamp})
			}
			continue
		}
		r := room.take(len(late) - k)
		l.keep(r, c)
		merged = append(merged, r)
	}
	merged = append(merged, rest...)
	l.records = append(l.records[:from], merged...)
}

// Merge takes in all changes of another log. What the two logs hold together
// does not depend on the order of merging, nor on how often it is done. Changes
// that conflict with the log's own are left out; the error is about the first.
func (l *Log) Merge(other *Log) error {
	changes := make([]Change, len(other.records))
	for i, r := range other.records {
		changes[i] = r.change()
	}
	_, err := l.AddAll(changes)
	return err
}
