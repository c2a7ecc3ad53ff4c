/// What a word or phrase does in a headline. The vocabulary maps words to these; `ClauseReader` composes them.
struct Meaning: Equatable, Sendable {
    enum Role: UInt8, Sendable {
        /// A thing: `value` is what naming it says, `polarity` whether more of it is good (+) or bad (-).
        case thing
        /// A thing that is as good or bad as what stands beside it: odds, hopes, talk.
        case transparent
        /// A move up or down: `polarity` is its direction and size, `value` what it says where no subject is named.
        case move
        /// As `move`, and it may act on what follows: cuts, raises, extends.
        case transitiveMove
        /// As `move`, and it stands before the thing that it describes: record, high, falling.
        case describingMove
        /// As `move`, but only before a number or at the end of a clause: up, below, over.
        case threshold
        /// Undoes what it acts on: drops, rejects, halts. `polarity` is how thoroughly, `value` what it says by itself.
        case undoing
        /// Good by itself, and as bad as what it acts on where that is bad: approves, launches, backs.
        case doing
        /// Good or bad whatever it acts on.
        case plain
        /// Turns the next meaning around, to the share `value`.
        case negation
        /// Scales the next meaning by `value`.
        case degree
        /// What follows counts more, and what came before less: but, however.
        case contrast
        /// What follows counts little: despite, although.
        case concession
        /// A new clause, which counts a little less: as, after, while.
        case subordinate
        /// A preposition: it ends the reach of a verb. `value` 1: in, and 4: of, by which a move has what moves; 2: to, as in "a plan to"; 3: from.
        case preposition
        /// Scales the whole headline: how to, explained, podcast.
        case frame
        /// A coin or a market: `asset` says which, and more of it is good.
        case asset
        /// Lifts: a move up, except that restrictions on which it acts go away.
        case lifting
        /// A comparison with what was expected: more than expected, less than feared.
        case surprise
        /// Where it opens a headline it scales the whole, anywhere else it means nothing: how, what, why.
        case opener
    }

    var role: Role
    var value: Float = 0
    var polarity: Float = 0
    var tags: Tags = []
}

extension Meaning {
    /// What a headline is about, and what may be done with a thing.
    struct Tags: OptionSet, Sendable {
        let rawValue: UInt16

        static let bitcoin = Tags(rawValue: 1 << 0)
        static let ether = Tags(rawValue: 1 << 1)
        static let market = Tags(rawValue: 1 << 2)
        /// Another coin or a single firm.
        static let other = Tags(rawValue: 1 << 3)
        static let regulation = Tags(rawValue: 1 << 4)
        static let hack = Tags(rawValue: 1 << 5)
        static let macro = Tags(rawValue: 1 << 6)
        static let fund = Tags(rawValue: 1 << 7)
        static let adoption = Tags(rawValue: 1 << 8)
        static let price = Tags(rawValue: 1 << 9)
        /// Can be lifted: a ban, a freeze, restrictions.
        static let restriction = Tags(rawValue: 1 << 10)
        /// Ends in -ing, and so may describe what follows: cooling inflation.
        static let participle = Tags(rawValue: 1 << 11)
    }
}
