public import WickDomain
public import WickStore

/// Owns what waits for the store while feeds run: candles, headlines, the vectors made from them, forecasts and gaps. Nothing that is taken in
/// ever waits for the store: batches are written beside it, by a thread of their own. A store that cannot take them, because its disk is
/// full or another program holds a lock, is tried again; what waits then is bounded by `StoreQueue`.
public actor LiveStore {
    /// What happened to the store, for the log.
    public enum Event: Equatable, Sendable, CustomStringConvertible {
        case failed(StoreError)
        case recovered(rows: Int)
        /// Rows for which there is no more room, so far: told at the first, at each ten times as many, and at the end.
        case lost(RowCounts)
        /// Rows that can never be stored.
        case refused(RefusalCount)

        public var description: String {
            switch self {
            case .failed(let error): "\(error); what is new waits, and is tried again"
            case .recovered(let rows): "the store takes rows again; \(rows) that waited are stored"
            case .lost(let counts):
                "\(counts) found no room and are lost so far; features are computed again at the next start, wick backfill fetches "
                    + "candles"
            case .refused(let count): count.words
            }
        }
    }

    /// How the store is, for whoever shows it.
    public struct Status: Equatable, Sendable {
        public var waitingRows = 0
        public var waitingBytes = 0
        /// Why the store takes no rows; nil while it does.
        public var failure: StoreError?
        /// Rows for which there was no room.
        public var lost = RowCounts()
        /// Rows that can never be stored.
        public var refused: [RefusalCount] = []
        public var receipt = StoreBatch.Receipt()

        public init() {}
    }

    /// What is new is stored this often, in one transaction.
    public static let interval: Duration = .seconds(1)
    /// A lock that is gone after so many tries is none to speak of.
    private static let briefLock = 3
    /// Ticks that are left out after several failures in a row: a full disk is tried every ten seconds.
    private static let longestPause = 9

    private let store: Store
    private let thread: StoreThread?
    private var queue: StoreQueue
    private var features: FeatureStage
    private let forecasts: ForecastActor?
    private let observe: @Sendable (StoreWriter.Rows) -> Void
    private let stored: @Sendable (StoreBatch) -> Void
    private let report: @Sendable (Event) -> Void
    private var tally = RefusalTally()
    private var receipt = StoreBatch.Receipt()
    private var failure: StoreError?
    private var failuresInRow = 0
    private var pause = 0
    private var toldLost = 0
    private var isWriting = false
    private var idle: [CheckedContinuation<Void, Never>] = []
    private var newest: [Instrument: FeatureVector] = [:]
    private let wakeInput: AsyncStream<Void>.Continuation
    private let wakes: AsyncStream<Void>

    /// - Parameters:
    ///   - features: the stage behind what is stored, from a `FeatureRefresh`.
    ///   - forecasts: predicts on every vector; nil where nothing is predicted.
    ///   - queue: bounds what waits.
    ///   - thread: writes; nil writes in place, as simulations need it.
    ///   - observe: is given all rows in the order in which they are to be stored, before they are; must not block.
    ///   - stored: is given each batch that the store has taken; must not block.
    ///   - report: is told when the store fails and when it works again; must not block.
    public init(
        _ store: Store, features: FeatureStage, forecasts: ForecastActor? = nil, queue: StoreQueue = StoreQueue(),
        thread: StoreThread? = nil, observe: @escaping @Sendable (StoreWriter.Rows) -> Void = { _ in },
        stored: @escaping @Sendable (StoreBatch) -> Void = { _ in }, report: @escaping @Sendable (Event) -> Void
    ) {
        (self.store, self.thread, self.queue) = (store, thread, queue)
        (self.features, self.forecasts) = (features, forecasts)
        (self.observe, self.stored, self.report) = (observe, stored, report)
        (wakes, wakeInput) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes what one batch of frames led to, and returns the predictions and outcomes that follow from it.
    @discardableResult
    public func take(_ output: LivePipeline.Output) async -> ForecastStage.Output {
        var rows = StoreWriter.Rows(output.market)
        rows.headlines = output.news.headlines
        rows.scores = output.news.scores
        features.fold(
            output.market.candles, scores: output.news.scores, clock: output.market.clock, into: &rows.vectors)
        for vector in rows.vectors where vector.openTime >= newest[vector.instrument]?.openTime ?? vector.openTime {
            newest[vector.instrument] = vector
        }
        let forecast = await forecasts?.fold(output.market, vectors: rows.vectors) ?? ForecastStage.Output()
        rows.add(forecast)
        add(rows)
        if failuresInRow == 0, queue.rows >= StoreWriter.rowsPerBatch {
            // With a thread it is written soon; without one here and now, as nothing else would write it.
            if thread == nil { await write(patience: .zero) } else { wakeInput.yield() }
        }
        return forecast
    }

    /// Asks for what waits to be stored soon, and does not wait for that.
    public nonisolated func wake() { wakeInput.yield() }

    /// Stores what waits every time that it is asked to, until it is cancelled.
    public func run() async {
        for await _ in wakes where failuresInRow == 0 { await write(patience: .zero) }
    }

    /// Stores what waits; to be called every `interval`. A store that fails again and again is tried less often.
    public func flush() async {
        guard pause == 0 else {
            pause -= 1
            return
        }
        await write(patience: .zero)
    }

    /// The vectors that still waited, and everything that can be stored.
    ///
    /// - Returns: rows that could not be stored, those included for which there was no room.
    public func finish() async -> RowCounts {
        var rows = StoreWriter.Rows()
        features.finish(into: &rows.vectors)
        if let forecasts { rows.add(await forecasts.finish(rows.vectors)) }
        add(rows)
        if isWriting { await withCheckedContinuation { idle.append($0) } }
        // The last time: a short lock is waited for.
        await write(patience: nil)
        if queue.lost.total > toldLost { report(.lost(queue.lost)) }
        var unstored = queue.counts
        unstored += queue.lost
        return unstored
    }

    /// How the store is.
    public var status: Status {
        var status = Status()
        (status.waitingRows, status.waitingBytes, status.lost) = (queue.rows, queue.bytes, queue.lost)
        (status.failure, status.refused, status.receipt) = (failure, tally.counts, receipt)
        return status
    }

    /// Each instrument's newest vector of this run, by instrument.
    public var newestVectors: [FeatureVector] { newest.sorted { $0.key < $1.key }.map(\.value) }

    private func add(_ rows: StoreWriter.Rows) {
        guard rows.count > 0 else { return }
        observe(rows)
        queue.add(rows)
        let lost = queue.lost.total
        guard lost > 0, toldLost == 0 || lost >= toldLost * 10 else { return }
        toldLost = lost
        report(.lost(queue.lost))
    }
}

// Writing.
extension LiveStore {
    /// Stores batch after batch while the store takes them. One call at a time writes; what comes meanwhile is written by it as well.
    private func write(patience: Duration?) async {
        guard !isWriting else { return }
        isWriting = true
        var rows = 0
        // After a failure with little at first: a batch that does not fit is written for nothing.
        while let batch = queue.take(atMost: failuresInRow > 0 ? 1 : StoreBatch.maximumRows) {
            switch await accept(batch, patience) {
            case .success(let acceptance):
                queue.confirm(acceptance)
                receipt += acceptance.receipt
                rows += batch.count
                failuresInRow = 0
                stored(batch)
                for count in tally.add(acceptance.refused) { report(.refused(count)) }
            case .failure(let error):
                queue.putBack()
                note(error)
                return end()
            }
        }
        if failure != nil, queue.isEmpty { recover(rows) }
        end()
    }

    private func accept(_ batch: StoreBatch, _ patience: Duration?) async -> Result<StoreBatch.Acceptance, StoreError> {
        let work = { @Sendable [store] () -> Result<StoreBatch.Acceptance, StoreError> in
            do throws(StoreError) { return .success(try store.accept(batch, patience: patience)) } catch {
                return .failure(error)
            }
        }
        guard let thread else { return work() }
        return await thread.run(work)
    }

    private func end() {
        isWriting = false
        for waiter in idle { waiter.resume() }
        idle = []
    }

    private func note(_ error: StoreError) {
        failuresInRow += 1
        let isBrief: Bool
        if case .busy = error {
            (pause, isBrief) = (0, failuresInRow < Self.briefLock)
        } else {
            pause = min(Self.longestPause, (1 << min(failuresInRow - 1, 8)) - 1)
            isBrief = false
        }
        guard !isBrief else { return }
        if failure == nil { report(.failed(error)) }
        failure = error
    }

    private func recover(_ rows: Int) {
        failure = nil
        report(.recovered(rows: rows))
        guard queue.lost.total > 0 else { return }
        toldLost = queue.lost.total
        report(.lost(queue.lost))
    }
}
