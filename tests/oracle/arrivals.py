"""Nothing has arrived, and why: docs/model.md, 7.10."""


class Arrivals:
    def waiting(self, k):
        """What was shut of a chip, as categories of the ledger: more than one where piles are as large within rounding.
        Empty if some of it has landed."""
        if any(self.flow[a, k]['landed'] > 0 for a in self.actors):
            return set()
        for place in (self.at_border, self.on_the_way, self.held_back, self.at_importer, self.at_exporter,
                      self.turned_down, self.left_open):
            piles = [(q, category) for a in self.actors for q, category in place(a, k) if q > 0]
            if piles:
                largest = max(q for q, _ in piles)
                return {category for q, category in piles if q >= largest * (1 - 1e-9)}
        return {('not_ordered', '', 'timing', '')}

    def at_border(self, a, k):
        holding = self.border(a, k, 'hold')
        key = self.instruments[holding]['owner'] if holding else self.actors[a]['home']
        yield self.in_K(a, k), ('border', key, 'hold', '')

    def on_the_way(self, a, k):
        yield self.in_P(a, k), ('transit', '', '', '')

    def held_back(self, a, k):
        last = list(self.clips[a, k])[-1:] or [('', 'need', '')]
        yield self.in_B(a, k), ('cleared', *last[0])

    def pending(self, a, k, importer):
        piles = {}
        for app in self.Q[a, k]:
            i = app['licence']
            owner = self.instruments[i]['owner']
            if (owner == self.actors[a]['home']) == importer:
                piles.setdefault(i, [0.0, owner, 'hold' if self.param(i, 'hold') > 0 else 'clock'])[0] += app['qty']
        for q, owner, cause in piles.values():
            yield q, ('pending', owner, cause, '')

    def at_importer(self, a, k):
        return self.pending(a, k, True)

    def at_exporter(self, a, k):
        return self.pending(a, k, False)

    def turned_down(self, a, k):
        for (key, cause), q in self.R[a, k].items():
            yield q, ('refused', key, cause, '')

    def left_open(self, a, k):
        q, *category = self.missed.get((a, k), (0.0, '', '', ''))
        yield q, ('not_ordered', *category)
