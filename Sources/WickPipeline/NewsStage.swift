public import WickDomain
public import WickFrames
public import WickNews

/// Folds frames of news feeds and of language models into headlines and scores: the same for live, replay and simulation. Its only inputs
/// are the frames and their receive times.
///
/// The lexicon scores every headline at once. A language model's answer comes later as a frame of its own and adds a score; of several
/// scores of one version the latest known counts.
public struct NewsStage {
    public struct Counts: Equatable, Sendable {
        public var frames = 0
        /// Feeds and answers that could not be read.
        public var malformed = 0
        public var answers = 0
        /// Entries, headlines, edits.
        public var entries = HeadlineLedger.Counts()

        public init() {}
    }

    /// What a batch of frames led to. The caller empties it.
    public struct Output: Sendable {
        /// New headlines and new versions, in the order in which they became known.
        public var headlines: [Headline] = []
        /// In the order in which they became known.
        public var scores: [SentimentScore] = []
        /// Why frames were malformed, one line each; the count is in `Counts`.
        public var problems: [String] = []

        public var isEmpty: Bool { headlines.isEmpty && scores.isEmpty && problems.isEmpty }

        public init() {}

        public mutating func removeAll() {
            headlines.removeAll(keepingCapacity: true)
            scores.removeAll(keepingCapacity: true)
            problems.removeAll(keepingCapacity: true)
        }
    }

    /// Most problems that are put into words before the output is emptied.
    public static let maximumProblems = 100

    private var folded = Counts()
    private var ledger: HeadlineLedger
    private let parser = FeedParser()
    private let lexicon = LexiconScorer()
    private var clock = Timestamp(microseconds: .min)

    public init(ledger: HeadlineLedger = HeadlineLedger()) { self.ledger = ledger }

    public var counts: Counts {
        var counts = folded
        counts.entries = ledger.counts
        return counts
    }

    /// Folds the batch's frames in order; those of other kinds are passed over. How frames are cut into batches makes no difference.
    public mutating func fold(_ batch: FrameBatch, into output: inout Output) {
        batch.forEach { entry, payload in
            // What no clock can have shown is counted as malformed by the market's stage, which sees every frame.
            guard Timestamp(nanoseconds: entry.receivedNanoseconds).isPlausible else { return }
            switch entry.origin {
            case .news(let feed): fold(feed: feed, entry, payload, into: &output)
            case .llm(let model): fold(model: model, entry, payload, into: &output)
            case .venue, .rest, .gap, .note, .unknown: break
            }
        }
    }

    /// Time does not go back: a headline is not known before the one in the frame before.
    private mutating func turnClock(to entry: FrameBatch.Entry) -> Timestamp {
        folded.frames += 1
        clock = max(clock, Timestamp(nanoseconds: entry.receivedNanoseconds))
        return clock
    }

    private mutating func fold(
        feed name: String, _ entry: FrameBatch.Entry, _ payload: UnsafeRawBufferPointer, into output: inout Output
    ) {
        let now = turnClock(to: entry)
        do throws(FeedError) {
            let feed = try parser.parse(payload: payload)
            let headlines = ledger.add(feed.entries, source: name, seen: now)
            output.headlines += headlines
            output.scores += lexicon.scores(headlines, at: now)
        } catch {
            note("news \(PlainText.line(name)): \(error)", in: &output)
        }
    }

    private mutating func fold(
        model: String, _ entry: FrameBatch.Entry, _ payload: UnsafeRawBufferPointer, into output: inout Output
    ) {
        let now = turnClock(to: entry)
        guard let answer = LLMAnswer(payload: payload, model: model) else {
            return note("reading a recorded answer of \(PlainText.line(model)): it is no answer", in: &output)
        }
        do throws(LLMError) {
            output.scores += try answer.scores(at: now)
            folded.answers += 1
        } catch {
            note("\(PlainText.line(model)): \(error)", in: &output)
        }
    }

    private mutating func note(_ problem: String, in output: inout Output) {
        folded.malformed += 1
        if output.problems.count < Self.maximumProblems { output.problems.append(problem) }
    }
}
