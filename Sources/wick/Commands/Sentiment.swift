import ArgumentParser
import Foundation
import WickDomain
import WickNetwork
import WickNews
import WickPipeline
import WickStore

struct Sentiment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score headlines from standard input, one a line (JSON lines on standard output).",
        discussion: """
            Each answer has text, asset (btc, eth, market, none), sentiment (-1 to 1), confidence (0 to 1), scorer, and the words that moved
            the score. Within 0.05 of zero a headline is neutral. With --scorer llm the model of [llm] in the configuration is asked, its
            key taken from WICK_LLM_KEY; where it does not answer, the lexicon does, and standard error says why. With --rescore the headlines of
            the store are scored again; each gets a further score, known from now on.

              echo 'Bitcoin falls less than feared' | wick sentiment
              wick sentiment --scorer llm < headlines.txt
              wick sentiment --rescore --from 7d --scorer llm
            """)

    enum Scorer: String, CaseIterable, ExpressibleByArgument {
        case lexicon
        case llm
    }

    @OptionGroup var source: ConfigurationArguments

    @Option(help: "lexicon or llm.")
    var scorer: Scorer = .lexicon

    @Flag(help: "Score the headlines of the store in place of standard input.")
    var rescore = false

    @OptionGroup var span: SpanArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        _ = try span.range
        let isAboutStore = database.db != nil || span.from != nil || span.to != nil
        guard rescore || !isAboutStore else { throw ValidationError("--db, --from and --to go with --rescore") }
        guard span.asOf == nil else { throw ValidationError("--as-of is about exports") }
    }

    func run() async throws {
        if rescore { return try await runRescore() }
        switch scorer {
        case .lexicon: runLexicon()
        case .llm: try await runModel()
        }
    }

    private func runRescore() async throws {
        let configuration = try source.load(for: "sentiment")
        let store = try database.open(configuration, .readWrite, for: "sentiment")
        let headlines: [Headline]
        do { headlines = try store.headlines(seenIn: try span.range) } catch let error as StoreError {
            throw CommandFailure("sentiment", error)
        }
        let model = scorer == .llm ? try makeModel(configuration) : nil
        defer { model?.network.stop() }
        var writer = StoreWriter(store)
        var bar = ProgressBar(title: "sentiment")
        for start in stride(from: 0, to: headlines.count, by: LLMConfiguration.maximumBatch) {
            let batch = Array(headlines[start..<min(start + LLMConfiguration.maximumBatch, headlines.count)])
            let now = Timestamp(nanoseconds: WallClock.nanoseconds())
            var rows = StoreWriter.Rows()
            rows.scores = await model?.scorer.score(batch, at: now) ?? LexiconScorer().scores(batch, at: now)
            do throws(StoreError) { try writer.add(rows) } catch { throw CommandFailure("sentiment", error) }
            bar.show(start + batch.count, of: headlines.count, unit: "headlines")
        }
        bar.clear()
        do throws(StoreError) {
            try writer.flush()
            try store.close()
        } catch { throw CommandFailure("sentiment", error) }
        Console.error(
            "wick sentiment: \(headlines.count) headlines scored again, \(writer.receipt.added) scores stored")
        if let model { await tell(model.scorer) }
    }

    private func runLexicon() {
        let lexicon = LexiconScorer()
        while let line = readLine() {
            let title = PlainText.line(line)
            Console.print(SentimentLine(text: title, lexicon.assess(title)).json)
        }
    }

    private func runModel() async throws {
        let (scorer, network) = try makeModel(try source.load(for: "sentiment"))
        defer { network.stop() }
        var batch: [String] = []
        while let line = readLine() {
            batch.append(PlainText.line(line))
            if batch.count == LLMConfiguration.maximumBatch { await flush(&batch, scorer) }
        }
        await flush(&batch, scorer)
        await tell(scorer)
    }

    private func makeModel(_ configuration: Configuration) throws -> (scorer: LLMScorer, network: NetworkThread) {
        guard let model = NewsSetup.languageModel(configuration, ProcessInfo.processInfo.environment) else {
            throw CommandFailure(
                what: "sentiment", why: "no language model is configured; set model in [llm], or WICK_LLM_MODEL")
        }
        let network: NetworkThread
        do {
            network = try NetworkThread(try LiveSetup.network(configuration, []))
        } catch {
            throw CommandFailure(what: "sentiment", why: "\(error)")
        }
        return (NewsSetup.scorer(model, network), network)
    }

    private func tell(_ scorer: LLMScorer) async {
        let usage = await scorer.usage
        Console.error(
            "wick sentiment: \(usage.calls) calls, \(usage.promptTokens + usage.answerTokens) tokens, "
                + "\((usage.cost * 10_000).rounded() / 10_000) US dollars")
    }

    private func flush(_ batch: inout [String], _ scorer: LLMScorer) async {
        guard !batch.isEmpty else { return }
        let now = Timestamp(nanoseconds: WallClock.nanoseconds())
        let headlines = batch.enumerated().map { index, title in
            Headline(
                id: "\(index)", version: 1, source: "input", title: title, url: nil, publishedTime: nil, seenTime: now)
        }
        for (title, score) in zip(batch, await scorer.score(headlines, at: now)) {
            Console.print(SentimentLine(text: title, score).json)
        }
        let state = await scorer.state
        if state != .ready { Console.error("wick sentiment: \(state)") }
        batch.removeAll()
    }
}
