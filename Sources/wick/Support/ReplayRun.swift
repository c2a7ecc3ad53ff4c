import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline

/// Recordings through the market stage: what `replay`, `candles` and `demo` have in common.
struct ReplayRun {
    /// The first problems are put into words, the others counted.
    private static let maximumMessages = 10

    let command: String
    let source: ReplaySource<ContinuousClock>
    private let models: any ModelSource
    private let history: ForecastHistory

    /// - Parameters:
    ///   - batchBytes: how many payload bytes are folded at once; the result does not depend on it.
    ///   - models: of the champions that the recordings name.
    ///   - history: what an earlier run left where the result goes.
    init(
        command: String, files: [String], speed: ReplaySpeed, batchBytes: Int = RecordingReader.defaultBatchBytes,
        models: any ModelSource = NoModels(), history: ForecastHistory = ForecastHistory()
    ) throws {
        self.command = command
        (self.models, self.history) = (models, history)
        do throws(ReplayError) {
            source = try ReplaySource(paths: files, speed: speed, clock: ContinuousClock(), batchBytes: batchBytes)
        } catch {
            throw CommandFailure(what: "\(command) \(error.path)", why: "\(error.reason)")
        }
    }

    /// Something between two frames.
    struct Interlude {
        /// When, ascending: each before the first frame that was received then or later.
        let times: [Timestamp]
        /// - Returns: frames of that moment, which go on through the pipeline.
        let perform: (Timestamp) async throws -> FrameBatch
    }

    /// Folds everything, with a progress bar on a terminal.
    ///
    /// - Parameters:
    ///   - showsProgress: false where the command prints as it goes.
    ///   - interlude: is told to act at its times, those behind the last frame left out.
    ///   - visit: is given what each batch led to.
    func run(
        showsProgress: Bool = true, interlude: Interlude? = nil, _ visit: (ResearchStage.Output) throws -> Void
    ) async throws -> ReplayOutcome {
        var times = interlude?.times[...] ?? []
        var stage = ResearchStage(forecasts: ForecastStage(models: models, history: history))
        var output = ResearchStage.Output()
        var batch = FrameBatch()
        var messages: [String] = []
        var bar = ProgressBar(title: command)
        let start = ContinuousClock.now
        func fold(_ batch: FrameBatch) throws {
            stage.fold(batch, into: &output)
            try visit(output)
            messages += output.problems.prefix(max(0, Self.maximumMessages - messages.count))
            output.removeAll()
        }
        do {
            while try await source.next(into: &batch) {
                while let interlude, let time = times.first, batch.reaches(time) {
                    times.removeFirst()
                    let rest = batch.splitOff(fromNanoseconds: time.nanoseconds)
                    try fold(batch)
                    try fold(try await interlude.perform(time))
                    batch = rest
                }
                try fold(batch)
                if showsProgress { bar.show(source.fractionRead, detail: "\(stage.market.counts.frames) frames") }
            }
        } catch let error as ReplayError {
            bar.clear()
            throw CommandFailure(what: "\(command) \(error.path)", why: "\(error.reason)")
        }
        bar.clear()
        output.removeAll()
        stage.finish(into: &output)
        try visit(output)
        return ReplayOutcome(
            command: command, stage: stage, malformed: messages, problems: source.problems,
            problemCount: source.problemCount,
            elapsed: ContinuousClock.now - start)
    }
}

/// What a replay came to.
struct ReplayOutcome {
    let command: String
    let continuity: [MarketStage.Continuity]
    let openCandles: [Candle]
    let summary: ReplaySummary
    private let malformed: [String]
    private let malformedCount: Int
    private let unread: UnreadTrades
    private let problems: [ReplayProblem]
    private let problemCount: Int

    init(
        command: String, stage: ResearchStage, malformed: [String],
        problems: [ReplayProblem],
        problemCount: Int, elapsed: Duration
    ) {
        self.command = command
        malformedCount = stage.market.counts.malformed + stage.news.counts.malformed
        unread = stage.market.counts.unread
        continuity = stage.market.continuity
        openCandles = stage.market.openCandles
        summary = ReplaySummary(stage, elapsed: elapsed)
        self.malformed = malformed
        self.problems = problems
        self.problemCount = problemCount
    }

    /// Says on standard error what was wrong, and fails where a recording was damaged: what could be read has been used.
    func report() throws {
        for message in malformed { Console.error("wick \(command): \(message)") }
        if malformedCount > malformed.count {
            Console.error("wick \(command): … and \(malformedCount - malformed.count) more malformed frames")
        }
        for line in unread.lines { Console.error("wick \(command): \(line)") }
        let shown = problems.prefix(10)
        for problem in shown { Console.error("wick \(command) \(problem)") }
        if problemCount > shown.count {
            Console.error("wick \(command): … and \(problemCount - shown.count) more problems")
        }
        if problemCount > problems.count || problems.contains(where: \.problem.isDamage) { throw ExitCode.failure }
    }
}

extension FrameBatch {
    fileprivate func reaches(_ time: Timestamp) -> Bool {
        entries.last.map { $0.receivedNanoseconds >= time.nanoseconds } ?? false
    }
}
