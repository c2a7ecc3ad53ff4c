import Foundation
import Testing

@testable import WickNetwork

@Suite struct HTTPClientTests {
    let client: NetworkThread
    let raw = Peer.raw

    init() throws { client = try network() }

    func url(_ path: String) -> String { raw.url("https", "good", path) }

    @Test func answerHasStatusHeadersBodyAndTheMomentOfItsLastByte() async throws {
        let response = try await client.get(url("/hello"))
        #expect(response.status == 200)
        #expect(response.text == "hello")
        #expect(response[header: "content-TYPE"] == "text/plain")
        #expect(response.receivedNanoseconds == 1)
    }

    @Test func errorStatusIsAnAnswer() async throws {
        #expect(try await client.get(url("/nowhere")).status == 404)
    }

    @Test func postCarriesHeadersAndAnyBody() async throws {
        let body = Array("{\"text\":\"ü\"}".utf8)
        let headers = [HTTPHeader("X-Empty", ""), HTTPHeader("Content-Type", "application/json")]
        let text = try await client.send(HTTPRequest(.post, url("/echo"), headers: headers, body: body)).text
        for part in [#""method": "POST""#, #""x-empty": """#, #""content-type": "application/json""#, "ü"] {
            #expect(text.contains(part) || part == "ü" && text.contains(#"\u00fc"#), "\(part) in \(text)")
        }
        #expect(text.contains(#""user-agent": "wick tests""#))
    }

    @Test func postWithoutBodySendsNone() async throws {
        let text = try await client.send(HTTPRequest(.post, url("/echo"))).text
        #expect(text.contains(#""body": """#) && text.contains(#""content-length": "0""#), "\(text)")
    }

    @Test func connectionIsUsedAgain() async throws {
        let first = try await client.get(url("/hello"))[header: "X-Connection"]
        let second = try await client.get(url("/hello"))[header: "X-Connection"]
        #expect(first != nil && first == second)
    }

    @Test(arguments: ["/squeezed/5", "/brotli"])
    func compressedBodyArrivesPlain(path: String) async throws {
        #expect(try await client.get(url(path)).body.count == 5)
    }

    @Test func transfersBeyondTheMaximumWaitTheirTurn() async throws {
        let narrow = try network { $0.maximumTransfers = 2 }
        let address = url("/hello")
        let statuses = await withTaskGroup(of: Int?.self) { group in
            // A failed one counts as nil below.
            for _ in 0..<20 { group.addTask { try? await narrow.get(address).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count == 20 && statuses.allSatisfy { $0 == 200 }, "\(statuses)")
    }

    // MARK: Limits

    @Test func bodyOfExactlyTheCapIsTakenAndOneByteMoreIsNot() async throws {
        let request = HTTPRequest(.get, url("/big/50000"), maximumBodyBytes: 50000)
        #expect(try await client.send(request).body.count == 50000)
        let error = try await failure { () throws(NetworkError) in
            try await client.send(HTTPRequest(.get, url("/big/50001"), maximumBodyBytes: 50000))
        }
        #expect(error.description == "receiving (\(url("/big/50001"))): body is larger than 50000 bytes")
        #expect(!error.canRetry)
    }

    @Test func compressedBombIsStoppedAtTheCap() async throws {
        let error = try await failure { () throws(NetworkError) in
            try await client.get(Peer.heavy.url("http", "plain", "/squeezed/50000000"))
        }
        #expect(error.cause == "body is larger than 4194304 bytes")
    }

    @Test func headersWithoutEndAreStopped() async throws {
        let error = try await failure { () throws(NetworkError) in
            try await client.get(Peer.heavy.url("http", "plain", "/heads"))
        }
        #expect(error.phase == .receive && !error.cause.isEmpty)
    }

    @Test func deadlineCoversSlowBytes() async throws {
        // Without TLS, so that the system alone has connected within the deadline.
        let address = raw.url("http", "plain", "/slow")
        let error = try await failure { () throws(NetworkError) in
            try await client.send(HTTPRequest(.get, address, deadline: .milliseconds(300)))
        }
        #expect(error.description == "receiving (\(address)): no answer within 300 ms")
        #expect(error.canRetry)
    }

    @Test func deadlineCoversWaitingForATurn() async throws {
        let narrow = try network { $0.maximumTransfers = 1 }
        async let slow = failure { () throws(NetworkError) in
            try await narrow.send(HTTPRequest(.get, url("/slow"), deadline: .milliseconds(400)))
        }
        // Whichever comes first has the turn; the other expires.
        let other = try await failure { () throws(NetworkError) in
            try await narrow.send(HTTPRequest(.get, url("/slow"), deadline: .milliseconds(200)))
        }
        #expect(other.cause.hasSuffix("within 200 ms"))
        #expect(try await slow.cause.hasSuffix("within 400 ms"))
    }

    @Test func connectDeadlineCoversTheHandshake() async throws {
        let hasty = try network { $0.connectDeadline = .milliseconds(150) }
        let error = try await failure { () throws(NetworkError) in
            try await hasty.get(raw.url("https", "deaf", "/hello"))
        }
        #expect(error.phase == .tls)
        #expect(error.cause == "no connection within 150 ms")
    }

    // MARK: Redirects

    @Test func redirectsAreFollowedAsFarAsAllowed() async throws {
        #expect(try await client.get(url("/redirect/3")).text == "hello")
        let error = try await failure { () throws(NetworkError) in try await client.get(url("/redirect/4")) }
        #expect(error.cause == "more than 3 redirects")
        #expect(!error.canRetry)
    }

    @Test func redirectLoopEnds() async throws {
        let error = try await failure { () throws(NetworkError) in
            try await client.send(HTTPRequest(.get, url("/loop"), maximumRedirects: 10))
        }
        #expect(error.cause == "more than 10 redirects")
    }

    @Test func redirectFromHTTPToHTTPSIsFollowedAndBackIsNot() async throws {
        let (plain, secure) = (raw.url("http", "plain", "/hello"), url("/hello"))
        #expect(try await client.get(raw.url("http", "plain", "/to/301?\(secure)")).text == "hello")
        let error = try await failure { () throws(NetworkError) in
            try await client.get(url("/to/301?\(plain)?key=secret"))
        }
        #expect(error.cause == "redirected from https to \(plain), which is not encrypted")
    }

    @Test(arguments: ["ftp://localhost/x", "file:///etc/passwd"])
    func redirectToAnythingButHTTPIsRefused(target: String) async throws {
        let error = try await failure { () throws(NetworkError) in try await client.get(url("/to/302?\(target)")) }
        #expect(error.cause == "redirected to \(target): it does not begin with http:// or https://")
    }

    @Test func secretHeadersStayWithTheirHost() async throws {
        let request = HTTPRequest(
            .get, raw.url("http", "plain", "/to/302?\(url("/echo"))"),
            headers: [HTTPHeader("X-Api-Key", "secret"), HTTPHeader("Accept", "text/xml")])
        let text = try await client.send(request).text
        #expect(!text.contains("secret") && text.contains("text/xml"), "\(text)")
    }

    @Test func redirectedPostIsNotSentToAnotherHost() async throws {
        let body = Array("secret".utf8)
        let error = try await failure { () throws(NetworkError) in
            try await client.send(HTTPRequest(.post, raw.url("http", "plain", "/to/307?\(url("/echo"))"), body: body))
        }
        #expect(error.cause == "redirected to \(url("/echo")): a body is not sent on to another host")
        let again = try await client.send(HTTPRequest(.post, url("/to/308?/echo"), body: body)).text
        #expect(again.contains(#""body": "secret""#))
        let seeOther = try await client.send(HTTPRequest(.post, url("/to/303?/echo"), body: body)).text
        #expect(seeOther.contains(#""method": "GET""#) && !seeOther.contains("secret"))
    }

    // MARK: Broken answers

    @Test(arguments: [
        ("/early", "the answer ended early: transfer closed with 90 bytes remaining to read"),
        ("/nothing", "the other side closed without an answer"), ("/reset", "the other side reset the connection"),
        ("/gibberish", "the answer is not HTTP"), ("/torn", "the compressed body is broken"),
    ])
    func brokenAnswerIsAnErrorThatSaysHow(path: String, cause: String) async throws {
        for address in [raw.url("http", "plain", path), url(path)] {
            let error = try await failure { () throws(NetworkError) in try await client.get(address) }
            #expect(error.description == "receiving (\(address)): \(cause)")
        }
    }

    // MARK: Cancelling and stopping

    @Test func cancellingStopsTheTransfer() async throws {
        let key = freshKey()
        let address = raw.url("http", "plain", "/silent?\(key)")
        let task = Task { try await failure { () throws(NetworkError) in try await client.get(address) } }
        #expect(try await client.observed("\(key).asked") == "yes")
        task.cancel()
        #expect(try await task.value.cause == "cancelled")
        // The peer sees it too.
        #expect(try await client.observed(key) == "closed")
    }

    @Test func cancelledTaskSendsNothing() async throws {
        let address = url("/hello")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await failure { () throws(NetworkError) in try await client.get(address) }
        }
        #expect(try await task.value.cause == "cancelled")
    }

    @Test func stoppingEndsWhatIsUnderWayAndRefusesWhatComesLater() async throws {
        let key = freshKey()
        let short = try network()
        let address = raw.url("http", "plain", "/silent?\(key)")
        let task = Task { try await failure { () throws(NetworkError) in try await short.get(address) } }
        #expect(try await client.observed("\(key).asked") == "yes")
        short.stop()
        #expect(try await task.value.cause == "the network thread has stopped")
        let later = try await failure { () throws(NetworkError) in try await short.get(address) }
        #expect(later.cause == "the network thread has stopped")
        short.stop()
    }

    @Test func stoppingIsSafeWhileManyAsk() async throws {
        let address = raw.url("http", "refused", "/")
        for _ in 0..<10 {
            let short = try network()
            let causes = await withTaskGroup(of: String.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        if index == 10 { short.stop() }
                        do throws(NetworkError) { return "\(try await short.get(address))" } catch {
                            return error.cause
                        }
                    }
                }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(causes.contains("the network thread has stopped"))
            #expect(causes.allSatisfy { $0.hasPrefix("refused") || $0 == "the network thread has stopped" })
        }
    }

    // MARK: Requests that are not sent

    @Test func headerWithLineBreakIsNotSentAndNotShown() async throws {
        for header in [
            HTTPHeader("X-Key", "a\r\nX-Evil: secret"), HTTPHeader("X Key", "secret"), HTTPHeader("", "secret"),
        ] {
            let error = try await failure { () throws(NetworkError) in
                try await client.send(HTTPRequest(.get, url("/hello"), headers: [header]))
            }
            #expect(error.phase == .send && !error.description.contains("secret"))
        }
    }

    @Test func whatIsNoHTTPAddressIsRefused() async throws {
        for text in ["", "localhost", "ws://localhost/", "ftp://localhost/", "http://", "http://localhost:99999/"] {
            let error = try await failure { () throws(NetworkError) in try await client.get(text) }
            #expect(error.phase == .url && !error.canRetry, "\(text): \(error)")
        }
    }
}
