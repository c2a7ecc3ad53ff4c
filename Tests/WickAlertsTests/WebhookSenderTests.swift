import Foundation
import Testing
import WickNetwork
import WickDomain
import WickSimulation

@testable import WickAlerts

/// Senders against Slack's and Discord's stubs, over a real connection.
@Suite struct WebhookSenderTests {
    private static let wall: @Sendable () -> Int64 = { Sample.start.microseconds * 1000 }

    /// What came of one message, and the request that the stub had.
    private func send(
        _ service: WebhookSender.Service, _ mode: WebhookStub.Mode, _ message: AlertMessage? = nil,
        deadline: Duration = .seconds(600), retryAfter: Double = 1
    ) async throws -> (result: SendingResult, delivery: WebhookStub.Delivery?) {
        let server = try StubServer(WebhookStub([mode], retryAfter: retryAfter))
        defer { server.stop() }
        let network = try NetworkThread(NetworkConfiguration(wallClock: Self.wall))
        defer { network.stop() }
        let path = service == .slack ? "/slack/services/T0/B0/secret" : "/discord/api/webhooks/1/secret"
        let sender = WebhookSender(
            service, at: try WebhookAddress(server.address + path), client: network, wallNanoseconds: Self.wall,
            deadline: deadline)
        let result = await sender.send(message ?? AlertMessage(Sample.notice()))
        return (result, server.inspect { $0.deliveries.first })
    }

    @Test(arguments: WebhookSender.Service.allCases)
    func everyAnswerIsJudged(_ service: WebhookSender.Service) async throws {
        #expect(try await send(service, .accept).result == .delivered)
        let words =
            service == .slack
            ? "rate_limited" : #"{"message":"You are being rate limited.","retry_after":2.0,"global":false}"#
        #expect(
            try await send(service, .busy, retryAfter: 2).result
                == .failed(reason: "HTTP 429: \(words)", asked: .seconds(2)))
        guard case .failed(let failing, nil, true) = try await send(service, .failing).result else {
            Issue.record("500 is not final, and it may have been taken")
            return
        }
        #expect(failing.hasPrefix("HTTP 500: "))
        guard case .refused(let gone) = try await send(service, .gone).result else {
            Issue.record("404 is final")
            return
        }
        #expect(gone.hasPrefix("HTTP 404: "))
        guard case .failed(let page, nil, false) = try await send(service, .page).result else {
            Issue.record("a proxy's page is no acceptance")
            return
        }
        #expect(page.hasPrefix("HTTP 200, but not as \(service.rawValue) says it: <html>"))
    }

    @Test(arguments: [WebhookStub.Mode.takeAndTear, .stall])
    func anAnswerThatDoesNotComeLeavesADoubt(_ mode: WebhookStub.Mode) async throws {
        let (result, delivery) = try await send(.slack, mode, deadline: .seconds(2))
        guard case .failed(let reason, nil, true) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(delivery != nil)
        #expect(!reason.contains("secret"), "\(reason)")
    }

    @Test func aHostThatIsNotThereLeavesNone() async throws {
        let server = try StubServer(WebhookStub())
        let address = server.address
        server.stop()
        let network = try NetworkThread(NetworkConfiguration(wallClock: Self.wall))
        defer { network.stop() }
        let sender = WebhookSender(
            .discord, at: try WebhookAddress(address + "/secret"), client: network, wallNanoseconds: Self.wall)
        guard case .failed(let reason, nil, false) = await sender.send(AlertMessage(Sample.notice())) else {
            Issue.record("a refused connection is no doubt")
            return
        }
        #expect(reason.hasPrefix("connecting: "))
        #expect(!reason.contains("secret"))
    }

    @Test func slackGetsBlocksWithoutMarkup() async throws {
        let notice = AlertNotice(
            rule: "price_move", began: Sample.start,
            entry: .init(
                alert: "a", state: .firing, subject: "kraken BTC/USD", text: "<!channel> & +3 %", time: Sample.start))
        let body = try #require(try await send(.slack, .accept, AlertMessage(notice, mayRepeat: true)).delivery?.body)
        #expect(
            body == """
                {"blocks":[{"text":{"text":"*price_move*","type":"mrkdwn"},"type":"section"},\
                {"text":{"text":":red_circle: *kraken BTC/USD*: &lt;!channel&gt; &amp; +3 % (2026-07-07T00:00:00Z)","type":"mrkdwn"},\
                "type":"section"},{"elements":[{"text":"wick · \(notice.id) · may be a repeat","type":"mrkdwn"}],"type":"context"}],\
                "text":"price_move: FIRING kraken BTC/USD: &lt;!channel&gt; &amp; +3 %","unfurl_links":false,"unfurl_media":false}
                """)
    }

    @Test func discordGetsAnEmbedThatPingsNobody() async throws {
        let notice = AlertNotice(
            rule: "price_move", began: Sample.start,
            entry: .init(
                alert: "a", state: .resolved, subject: "kraken BTC/USD", text: "@everyone +1 %", time: Sample.start))
        let body = try #require(try await send(.discord, .accept, AlertMessage(notice)).delivery?.body)
        #expect(
            body == """
                {"allowed_mentions":{"parse":[]},"embeds":[{"color":5763719,"description":"🟢 **kraken BTC/USD**: @everyone +1 %",\
                "footer":{"text":"wick · \(notice.id)"},"timestamp":"2026-07-07T00:00:00Z","title":"price\\\\_move"}]}
                """)
    }

    @Test func messagesStayWithinWhatTheServicesTake() throws {
        var notice = AlertNotice(
            rule: "drift", began: Sample.start,
            entry: .init(alert: "a", state: .firing, subject: "kraken BTC/USD", text: "", time: Sample.start))
        while !notice.isFull {
            notice.append(
                .init(
                    alert: "a", state: .firing, subject: "kraken ABCDEFGH/IJKLMNO",
                    text: String(repeating: "_", count: 1000), time: Sample.start))
        }
        let message = AlertMessage(notice, mayRepeat: true)
        #expect(SlackMessage(message).blocks.allSatisfy { ($0.text?.text.count ?? 0) < 3000 })
        #expect(SlackMessage(message).blocks.count <= 50)
        let embed = try #require(DiscordMessage(message).embeds.first)
        #expect(embed.description.count <= 4096)
        #expect(embed.description.count + embed.title.count + embed.footer.text.count <= 6000)
    }
}
