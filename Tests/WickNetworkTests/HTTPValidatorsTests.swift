import Testing
import WickNetwork

@Suite struct HTTPValidatorsTests {
    @Test func unchangedDocumentIsNotSentAgain() async throws {
        let client = try network()
        let url = Peer.raw.url("http", "plain", "/tagged")
        let first = try await client.get(url)
        #expect(!first.isNotModified && first.text == "news")
        let validators = HTTPValidators(first)
        #expect(validators == HTTPValidators(entityTag: "\"v1\"", lastModified: "Mon, 23 Nov 2026 10:00:00 GMT"))
        let second = try await client.send(HTTPRequest(.get, url, headers: validators.headers))
        #expect(second.isNotModified && second.body.isEmpty)
    }

    @Test func answerWithoutValidatorsAsksForNothing() {
        let validators = HTTPValidators(HTTPResponse(status: 200, headers: [], body: [], receivedNanoseconds: 0))
        #expect(validators.isEmpty && validators.headers.isEmpty)
    }

    @Test func validatorThatNoHeaderCanCarryIsLeftOut() {
        let headers = [HTTPHeader("ETag", "\"a\u{1b}\""), HTTPHeader("Last-Modified", "yesterday")]
        let response = HTTPResponse(status: 200, headers: headers, body: [], receivedNanoseconds: 0)
        #expect(HTTPValidators(response) == HTTPValidators(lastModified: "yesterday"))
    }
}
