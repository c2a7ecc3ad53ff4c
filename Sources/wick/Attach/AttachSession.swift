import WickDomain
import WickNetwork
import WickNews
import WickPipeline

/// Shows a running service: its history, then its stream, and again after every break. Owned by one command.
struct AttachSession: Sendable {
    /// How often feeds, errors and the training are asked for; the stream does not tell them.
    private static let statusInterval: Duration = .seconds(2)
    /// How often headlines and models are.
    private static let slowRounds = 15
    private static let longestWait: Duration = .seconds(30)

    let client: AttachClient
    let workstation: Workstation
    /// Is told what closed and what was read, for the plain view.
    let tell: @Sendable ([Candle], NewsStage.Output) async -> Void
    /// Is told why the service is not heard, and when it is tried again.
    let complain: @Sendable (String) -> Void

    private static var now: Timestamp { Timestamp(nanoseconds: WallClock.nanoseconds()) }

    /// Runs until it is cancelled, or until the service says that trying again cannot help.
    func run() async throws(AttachClient.Failure) {
        var wait: Duration = .seconds(1)
        let place = AttachPlace()
        while !Task.isCancelled {
            let begin = ContinuousClock.now
            do throws(AttachClient.Failure) { try await attach(place) } catch {
                guard !Task.isCancelled else { return }
                guard error.canRetry else { throw error }
                // A stream that held for a while begins anew at once.
                if ContinuousClock.now - begin > Self.longestWait { wait = .seconds(1) }
                await lose("\(error); next try in \(Int(saturating: wait.seconds)) s")
            }
            do { try await ContinuousClock().sleep(for: wait) } catch { return }
            wait = min(wait * 2, Self.longestWait)
        }
    }

    private func attach(_ place: AttachPlace) async throws(AttachClient.Failure) {
        // The stream first: what happens while the history is read waits in it.
        let stream = try await client.subscribe()
        let history = try await AttachHistory(client)
        await show(history)
        let reason = await withTaskGroup(of: AttachClient.Failure?.self) { group in
            group.addTask {
                await failure { () throws(AttachClient.Failure) in try await read(stream, after: history, place) }
            }
            group.addTask { await failure { () throws(AttachClient.Failure) in try await poll() } }
            let first = await group.next() ?? nil
            group.cancelAll()
            await stream.close()
            return first
        }
        if let reason { throw reason }
    }

    private func failure(
        _ work: () async throws(AttachClient.Failure) -> Void
    ) async -> AttachClient.Failure? {
        do throws(AttachClient.Failure) {
            try await work()
            return nil
        } catch { return error }
    }

    private func show(_ history: AttachHistory) async {
        var market = MarketStage.Output()
        market.candles = history.candles
        var fold = SnapshotFold(time: Self.now, source: .live, isSynthetic: false)
        fold.add(market)
        fold.restore(history.predictions)
        fold.add(history.news)
        fold.setFeeds(history.status.feeds.compactMap(\.value))
        fold.setGaps(AttachBounds.count(history.status.counts.gaps))
        if let news = history.status.newsState { fold.setNewsState(news) }
        fold.log(.note, "attached to \(client.url), wick \(PlainText.line(history.status.version))")
        for line in history.missing {
            fold.log(.warning, line)
            complain(line)
        }
        await workstation.restart(fold)
        await workstation.flush()
    }

    private func read(
        _ stream: any WebSocketConnection, after history: AttachHistory, _ place: AttachPlace
    ) async throws(AttachClient.Failure) {
        // What came while the history was read may be in both.
        var known = Set(history.predictions.map(\.0.id))
        while let batch = try await receive(stream) {
            for event in batch.events where event.kind == .text {
                var message = try AttachMessage(Array(batch.bytes[event.range]))
                message.dropPredictions(knownIn: &known)
                // The history, which is read anew, has what is missing.
                if message.isLoss { throw .ended(reason: "events of it are lost") }
                if let missed = place.take(message) { await note(missed) }
                await take(message)
            }
        }
        throw .ended(reason: "the service closed it")
    }

    private func note(_ missed: String) async {
        complain(missed)
        await workstation.update { $0.log(.note, missed) }
    }

    private func receive(_ stream: any WebSocketConnection) async throws(AttachClient.Failure) -> WebSocketBatch? {
        do throws(NetworkError) { return try await stream.receive() } catch { throw .network(error) }
    }

    private func take(_ message: AttachMessage) async {
        let now = Self.now
        await workstation.update { fold in
            fold.setTime(now)
            if !message.isSnapshot {
                var market = MarketStage.Output()
                market.candles = message.closed
                fold.add(market)
                var forecasts = ForecastStage.Output()
                (forecasts.predictions, forecasts.outcomes) = (message.predictions, message.outcomes)
                fold.add(forecasts)
            }
            fold.setOpen(message.open)
        }
        if !message.isSnapshot { await tell(message.closed, NewsStage.Output()) }
    }

    private func poll() async throws(AttachClient.Failure) {
        var newest = Self.now - .seconds(3_600)
        for round in 0... {
            let status = try await client.get("/v1/status", StatusRow.self)
            let errors = try await client.get("/v1/errors", ErrorsRow.self)
            let training = try await client.get("/v1/training", TrainingRow.self)
            let alerts = try await client.get("/v1/alerts", RowList<AlertRow>.self).data.compactMap(\.value)
            var models: [Snapshot.ModelVersion]?
            var news = NewsStage.Output()
            if round % Self.slowRounds == 0 {
                models = try await client.get("/v1/models", RowList<ModelRow>.self).data.compactMap(\.value)
                news = try await AttachHistory.headlines(client, since: newest, now: Self.now).news
                if let last = news.headlines.last?.seenTime { newest = last }
            }
            let changes = (models, news)
            await workstation.update { fold in
                if let models = changes.0 { fold.setVersions(models) }
                fold.add(changes.1)
                Self.put(status, errors, training, into: &fold)
                fold.setAlerts(alerts)
            }
            await workstation.flush()
            do { try await ContinuousClock().sleep(for: Self.statusInterval) } catch { return }
        }
    }

    private static func put(
        _ status: StatusRow, _ errors: ErrorsRow, _ training: TrainingRow, into fold: inout SnapshotFold
    ) {
        fold.setTime(now)
        fold.setFeeds(status.feeds.compactMap(\.value))
        fold.setGaps(AttachBounds.count(status.counts.gaps))
        if let news = status.newsState { fold.setNewsState(news) }
        fold.setErrors(errors.data.compactMap(\.value))
        fold.setDrift(errors.drift.map(\.value))
        let next = (fold.snapshot.models.versions.first?.version ?? 0) + 1
        if let run = training.training?.value(version: next) { fold.setTraining(run) }
    }

    private func lose(_ reason: String) async {
        complain(reason)
        let now = Self.now
        await workstation.update { fold in
            fold.setTime(now)
            fold.log(.warning, reason)
            fold.setFeeds(
                fold.snapshot.feeds.map { feed in
                    Snapshot.Feed(venue: feed.venue, state: .connecting, lastReceived: feed.lastReceived)
                })
        }
        await workstation.flush()
    }
}
