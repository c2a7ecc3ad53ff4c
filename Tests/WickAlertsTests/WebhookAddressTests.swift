import Testing

@testable import WickAlerts

@Suite struct WebhookAddressTests {
    @Test(arguments: [
        "https://hooks.slack.com/services/T0/B0/x", "https://discord.com/api/webhooks/1/x?wait=true",
        "http://127.0.0.1:8080/slack", "http://localhost/x", "http://[::1]:1/x", "HTTPS://example.org/",
    ])
    func addressesOfWebhooksAreAccepted(_ text: String) throws {
        #expect(try WebhookAddress(text).url == text)
    }

    @Test(arguments: [
        ("", "must be a URL"), ("no url", "no blanks"), ("hooks.slack.com/services/SECRET", "must be a URL"),
        ("ftp://example.org/SECRET", "must be a URL"), ("http://example.org/SECRET", "must start with https://"),
        ("http://localhost@example.org/SECRET", "must start with https://"), ("ws://127.0.0.1/SECRET", "must start"),
        ("http://127.0.0.1.example.org/SECRET", "must start with https://"), ("https://", "must be a URL"),
        ("https://example.org:0/SECRET", "must be a URL"), ("https://example.org/SECRET\nHost: x", "no blanks"),
        ("https://exämple.org/SECRET", "beyond ASCII"),
        ("https://example.org/" + String(repeating: "SECRET", count: 400), "not longer than"),
    ])
    func everythingElseIsRefusedWithoutRepeatingIt(text: String, words: String) {
        let refusal = #expect(throws: WebhookAddress.Refusal.self) { try WebhookAddress(text) }
        #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "")")
        #expect(refusal?.description.contains("SECRET") == false)
    }

    @Test func anAddressHasNoText() throws {
        let address = try WebhookAddress("https://hooks.slack.com/services/SECRET")
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped, "\([address])", "\(Optional(address) as Any)"] {
            #expect(!text.contains("SECRET"), "\(text)")
        }
        #expect(address.origin == "https://hooks.slack.com:443")
        #expect(address.scrubbed("at https://hooks.slack.com/services/SECRET") == "at (hidden)")
        #expect(address.scrubbed("no /services/SECRET here") == "no /(hidden) here")
    }
}
