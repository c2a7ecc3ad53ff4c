import WickDomain
import WickFrames
import WickNetwork

// Asking for what is missing: one request at a time, each answer recorded as a frame before the next is asked for.
extension VenueFeed {
    func keepRepairing() async {
        while !Task.isCancelled {
            if let client, let request = planner.next(at: clock.now.elapsed) {
                await ask(request, client)
            } else {
                // Cancelled while asleep: the loop's condition ends it.
                try? await clock.sleep(for: tickInterval)
            }
        }
    }

    private func ask(_ request: RepairRequest, _ client: any HTTPClient) async {
        let headers = configuration.timeUnit == .microseconds ? [HTTPHeader("X-MBX-TIME-UNIT", "MICROSECOND")] : []
        let message = HTTPRequest(
            .get, configuration.endpoint.rest + request.path, headers: headers, deadline: configuration.repair.deadline,
            maximumBodyBytes: Self.maximumAnswerBytes)
        let asked = clock.now.wall
        do throws(NetworkError) {
            take(try await client.send(message), to: request, asked: asked)
            await handOn()
        } catch {
            fail(error.description, retryAfter: nil, canRetry: error.canRetry)
        }
    }

    private func take(_ response: HTTPResponse, to request: RepairRequest, asked: Timestamp) {
        let plain = answer(response, to: request)
        guard response.status == 200 else { return refuse(response, to: request) }
        do throws(DecodingError) {
            let now = clock.now
            let page = try RestDecoders().decode(plain, of: configuration.venue, receivedTime: now.wall)
            for row in page.unusable.prefix(1) { report(.malformed(configuration.venue, "\(row.reason)")) }
            // Before the answer is stamped: nothing is known before it happened.
            _ = follow(page.trades, isLive: false)
            let outcome = planner.take(page, at: now.elapsed)
            let whole = answer(response, to: request, outcome, asked: asked)
            record(whole.payload, origin: .rest(configuration.venue))
            for event in outcome.events { report(event) }
        } catch {
            // Kraken says with status 200 what others say with 429.
            let isRateLimit = if case .refused(_, let reason) = error { Self.isRateLimit(reason) } else { false }
            fail(error.description, retryAfter: isRateLimit ? RepairPlanner.rateLimitWait : nil, canRetry: true)
        }
    }

    private func refuse(_ response: HTTPResponse, to request: RepairRequest) {
        let isRateLimit = response.status == 429 || response.status == 418
        let canRetry = isRateLimit || response.status == 408 || response.status >= 500
        var wait = response[header: "Retry-After"].flatMap {
            RetryAfter.duration($0, nowNanoseconds: clock.wallNanoseconds)
        }
        if wait == nil, isRateLimit { wait = RepairPlanner.rateLimitWait }
        fail("\(request.path) answered with status \(response.status)", retryAfter: wait, canRetry: canRetry)
    }

    private func answer(
        _ response: HTTPResponse, to request: RepairRequest, _ outcome: RepairPlanner.Outcome = .init(),
        asked: Timestamp? = nil
    ) -> RestAnswer {
        // A clock that is behind the venue's proves nothing.
        let listed = outcome.listedFrom.flatMap { from in asked.flatMap { from < $0 ? from..<$0 : nil } }
        return RestAnswer(
            request: request.path, symbol: request.instrument.symbol, status: response.status,
            timeUnit: configuration.timeUnit, from: outcome.completeSince, completeIDs: outcome.completeIDs,
            listed: listed, body: String(decoding: response.body, as: UTF8.self))
    }

    private func fail(_ reason: String, retryAfter: Duration?, canRetry: Bool) {
        let events = planner.fail(
            reason: reason, retryAfter: retryAfter, canRetry: canRetry, at: clock.now.elapsed)
        for event in events { report(event) }
    }

    private static func isRateLimit(_ reason: String) -> Bool {
        reason.contains("Too many requests") || reason.contains("Rate limit")
    }
}
