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

    /// Folds everything, with a progress bar on a terminal.
    ///
    /// - Parameters:
    ///   - showsProgress: false where the command prints as it goes.
    ///   - visit: is given what each batch led to.
    func run(
        showsProgress: Bool = true, _ visit: (ResearchStage.Output) throws -> Void
    ) async throws -> ReplayOutcome {
        var stage = ResearchStage(forecasts: ForecastStage(models: models, history: history))
        var output = ResearchStage.Output()
        var batch = FrameBatch()
        var messages: [String] = []
        var bar = ProgressBar(title: command)
        let start = ContinuousClock.now
        do {
            while try await source.next(into: &batch) {
                stage.fold(batch, into: &output)
                try visit(output)
                messages += output.problems.prefix(max(0, Self.maximumMessages - messages.count))
                output.removeAll()
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
    private let problems: [ReplayProblem]
    private let problemCount: Int

    init(
        command: String, stage: ResearchStage, malformed: [String],
        problems: [ReplayProblem],
        problemCount: Int, elapsed: Duration
    ) {
        self.command = command
        malformedCount = stage.market.counts.malformed + stage.news.counts.malformed
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
        let shown = problems.prefix(10)
        for problem in shown { Console.error("wick \(command) \(problem)") }
        if problemCount > shown.count {
            Console.error("wick \(command): … and \(problemCount - shown.count) more problems")
        }
        if problemCount > problems.count || problems.contains(where: \.problem.isDamage) { throw ExitCode.failure }
    }
}
