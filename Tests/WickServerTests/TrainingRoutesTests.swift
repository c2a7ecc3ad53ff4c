import Testing
import WickDomain

@testable import WickServer

@Suite struct TrainingRoutesTests {
    private func post(_ service: SampleService, _ body: String, type: String = "application/json") -> APIResponse {
        service.answer(
            APIRequest(
                method: "POST", target: "/v1/training", headers: [("content-type", type)], body: Array(body.utf8)))
    }

    @Test func aTrainingOfNamedSymbolsIsAcceptedOnceAndCanBeCancelled() throws {
        let service = try SampleService()
        #expect(post(service, #"{"symbols": ["BTC/USD"], "days": 7}"#).status == 202)
        #expect(service.training.running == TrainingWish(instruments: [SampleService.bitcoin], days: 7))
        let second = post(service, "{}")
        #expect(second.status == 409 && second.text.contains("is running"))
        let cancel = APIRequest(method: "DELETE", target: "/v1/training")
        #expect(service.answer(cancel).status == 202)
        #expect(service.answer(cancel).status == 409)
    }

    @Test func withoutSymbolsEverythingIsTrained() throws {
        let service = try SampleService()
        #expect(post(service, "{}", type: "application/json; charset=utf-8").status == 202)
        #expect(service.training.running?.instruments == [SampleService.bitcoin, SampleService.ether])
    }

    @Test(arguments: [
        ("", 400, "not a JSON object"), ("[1]", 400, "not a JSON object"), ("{", 400, "not a JSON object"),
        (String(repeating: "[", count: 5_000), 400, "not a JSON object"), ("{\"when\":1}", 400, "'when'"),
        ("{\"days\":0}", 400, "days"), ("{\"days\":1.5}", 400, "days"), ("{\"days\":\"7\"}", 400, "days"),
        ("{\"days\":1e300}", 400, "days"), ("{\"symbols\":[]}", 400, "symbols"),
        ("{\"symbols\":[\"BTC/USD\",\"BTC/USD\"]}", 400, "each once"), ("{\"symbols\":[null]}", 400, "symbols"),
        ("{\"symbols\":[\"DOGE\"]}", 404, "'DOGE' is not watched"), ("{\"venue\":\"mtgox\"}", 400, "kraken"),
        (#"{"days":7,"days":9}"#, 400, "'days' comes twice"), (#"{"days":7,"\u0064ays":9}"#, 400, "'days' comes twice"),
        (#"{"symbols":[{"a":1,"a":2}]}"#, 400, "'a' comes twice"), (#"{"symbols":[{"days":1}],"days":0}"#, 400, "days"),
        ("{\"venue\":\"binance\"}", 404, "nothing of that venue"),
    ])
    func aBodyThatIsNotAWishIsToldWhatIsWrong(body: String, status: Int, part: String) throws {
        let answer = post(try SampleService(), body)
        #expect(answer.status == status && answer.text.contains(part), "\(answer.text)")
    }

    /// A web page can send forms and plain text anywhere; JSON it cannot send without being asked first.
    @Test func onlyJSONIsTaken() throws {
        let answer = post(try SampleService(), "{}", type: "text/plain")
        #expect(answer.status == 415)
    }
}
