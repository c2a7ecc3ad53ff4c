import Testing
import WickDomain
import WickStore

@testable import WickServer

/// Requests in, answers out; no socket.
@Suite struct APIRouterTests {
    @Test func aPageOfCandlesHasDecimalPricesAndTimesOfInstrumentsInOrder() throws {
        let service = try SampleService()
        let rows = try service.get("/v1/candles?limit=3").rows()
        #expect(rows.map { $0["symbol"] as? String } == ["BTC/USD", "ETH/USD", "BTC/USD"])
        #expect(rows[0]["open"] as? String == "64000.1")
        #expect(rows[0]["open_time"] as? String == "2026-07-07T00:00:00Z")
        #expect(rows[0]["is_whole"] as? Bool == true)
        #expect(rows[2]["open_time"] as? String == "2026-07-07T00:01:00Z")
    }

    @Test(arguments: ["/v1/candles?", "/v1/predictions?", "/v1/outcomes?", "/v1/candles?symbol=ETH/USD&"])
    func pagesFollowEachOtherWithoutLossOrRepetition(path: String) throws {
        let service = try SampleService(minutes: 7)
        let name = { (row: [String: Any]) in
            "\(row["prediction_id"] ?? row["id"] ?? row["open_time"] ?? "")\(row["symbol"] ?? "")"
        }
        let whole = try service.get(path + "limit=1000").rows().map(name)
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = service.get(path + "limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
            #expect(page.status == 200)
            found += try page.rows().map(name)
            cursor = try page.object()["next"] as? String
        } while cursor != nil
        #expect(!whole.isEmpty && Set(whole).count == whole.count && found == whole)
    }

    @Test func aClosedRangeHasATagAndIsNotSentTwice() throws {
        let service = try SampleService()
        let target = "/v1/candles?from=2026-07-07T00:00:00Z&to=2026-07-07T00:03:00Z"
        let first = service.get(target)
        let tag = try #require(first.header("etag"))
        #expect(first.header("cache-control") == "no-cache")
        let second = service.get(target, headers: [("if-none-match", "\"other\", \(tag)")])
        #expect(second.status == 304 && second.body.isEmpty && second.header("etag") == tag)
        #expect(service.get(target, headers: [("if-none-match", "\"other\"")]).status == 200)
        let fixed = service.get(target + "&as_of=2026-07-07T12:00:00Z")
        #expect(fixed.header("cache-control") == "private, max-age=31536000, immutable")
    }

    @Test func anOpenRangeSaysHowFreshItsVenueIsAndHasNoTag() throws {
        var service = try SampleService()
        service.state.feeds[0].connection.state = .stale
        let answer = service.get("/v1/candles?symbol=BTC/USD")
        let freshness = try #require(try answer.object()["freshness"] as? [[String: Any]])
        #expect(freshness[0]["is_stale"] as? Bool == true && freshness[0]["feed"] as? String == "stale")
        #expect(answer.header("etag") == nil)
    }

    @Test func gapsThatTouchAPageAreInIt() throws {
        let service = try SampleService()
        let near = try service.get("/v1/candles?to=2026-07-07T00:02:00Z").object()
        #expect((near["gaps"] as? [[String: Any]])?.first?["scope"] as? String == "kraken")
        let far = try service.get("/v1/candles?from=2026-07-07T00:02:00Z&to=2026-07-07T00:04:00Z").object()
        #expect((far["gaps"] as? [Any])?.isEmpty == true)
    }

    @Test func aPredictionIsFoundByItsIdWrittenEitherWay() throws {
        let service = try SampleService()
        for id in ["kraken:BTC/USD:1783382400:300", "kraken%3ABTC%2FUSD%3A1783382400%3A300"] {
            let found = try service.get("/v1/predictions/\(id)").object()
            #expect((found["outcome"] as? [String: Any])?["status"] as? String == "scored")
            #expect(found["is_stale"] as? Bool == true)
        }
        #expect(service.get("/v1/predictions/nobody").status == 404)
        #expect(service.get("/v1/predictions/%zz").status == 400)
    }

    @Test func theLatestPredictionComesFromMemoryAndSaysWhetherItIsOld() throws {
        var service = try SampleService()
        let prediction = SampleService.prediction(0)
        service.state[SampleService.bitcoin].predictions = [ServedPrediction(prediction)]
        for (time, isStale) in [(prediction.madeAt + .seconds(60), false), (prediction.madeAt + .seconds(151), true)] {
            service.state.time = time
            let row = try #require(try service.get("/v1/predictions/latest?symbol=BTC/USD").rows().first)
            #expect(row["is_stale"] as? Bool == isStale)
            #expect((row["prediction"] as? [String: Any])?["reference_price"] as? String == "64000.1")
        }
        #expect(try service.get("/v1/predictions/latest?symbol=ETH/USD").rows().isEmpty)
    }

    @Test(arguments: [
        ("/v1/candles?limit=0", 400, "from 1 to 1000"), ("/v1/candles?limit=1001", 400, "from 1 to 1000"),
        ("/v1/candles?limit=ten", 400, "'ten'"), ("/v1/candles?limt=1", 400, "no parameter 'limt'"),
        ("/v1/candles?limit=1&limit=2", 400, "given twice"), ("/v1/candles?from=yesterday", 400, "'yesterday'"),
        ("/v1/candles?from=2026-02-30T00:00:00Z", 400, "not a UTC time"),
        ("/v1/candles?from=1969-01-01T00:00:00Z", 400, "2000 to 2099"),
        ("/v1/candles?from=2026-07-08T00:00:00Z&to=2026-07-07T00:00:00Z", 400, "is after to"),
        ("/v1/candles?symbol=DOGE", 404, "there is kraken BTC/USD, kraken ETH/USD"),
        ("/v1/candles?symbol=%01%1b", 400, "'??'"), ("/v1/candles?symbol=%zz", 400, "percent-encoded"),
        ("/v1/candles?symbol=%ff", 400, "percent-encoded"), ("/v1/candles?venue=mtgox", 400, "kraken, binance"),
        ("/v1/candles?cursor=12", 400, "'12'"), ("/v1/candles?cursor=1.0", 400, "'next'"),
        ("/v1/headlines?symbol=BTC/USD", 400, "it takes subject"), ("/v1/status?x=1", 400, "it takes none"),
        ("/v2/candles", 404, "openapi.json"), ("/v1/../etc/passwd", 404, "/v1/../etc/passwd"), ("/", 404, "'/'"),
    ])
    func badRequestsAreToldWhatIsWrong(target: String, status: Int, part: String) throws {
        let answer = try SampleService().get(target)
        let problem = try answer.object()
        #expect(answer.status == status && answer.contentType == "application/problem+json")
        #expect(problem["status"] as? Int == status)
        #expect((problem["detail"] as? String)?.contains(part) == true, "\(answer.text)")
    }

    @Test func anotherMethodIsToldWhichThereAre() throws {
        let service = try SampleService()
        let answer = service.answer(APIRequest(method: "PUT", target: "/v1/training"))
        #expect(answer.status == 405 && answer.header("allow") == "GET, HEAD, POST, DELETE")
        #expect(service.answer(APIRequest(method: "POST", target: "/v1/candles")).header("allow") == "GET, HEAD")
    }

    @Test(arguments: [
        (StoreError.busy(path: "/home/me/wick.db", doing: "reading"), 503),
        (StoreError.damaged(path: "/home/me/wick.db", detail: "page 7"), 500),
    ])
    func theStoresOwnWordsStayInTheLog(error: StoreError, status: Int) throws {
        let service = try SampleService()
        let router = APIRouter(reads: BrokenReads(error: error), training: service.training, metrics: service.metrics)
        for target in ["/v1/candles", "/v1/models", "/v1/headlines", "/v1/predictions/x"] {
            guard case .reading(let body) = router.answer(APIRequest(target: target), service.state) else {
                Issue.record("\(target) does not read")
                continue
            }
            let answer = body()
            #expect(answer.status == status && !answer.text.contains("wick.db") && !answer.text.contains("page 7"))
        }
    }

    @Test func readinessNamesWhatIsMissing() throws {
        var service = try SampleService()
        #expect(service.get("/readyz").text.contains("no model is loaded"))
        let champion = ServedState.Champion(instrument: SampleService.bitcoin, horizon: .seconds(300), version: 1)
        service.state.champions = [champion]
        #expect(service.get("/readyz").status == 200)
        service.state.feeds[0].connection.state = .stale
        #expect(service.get("/readyz").status == 503)
        #expect(service.get("/healthz").status == 200)
    }

    @Test func aStoreThatTakesNoRowsIsToldOfEverywhere() throws {
        var service = try SampleService()
        service.state.champions = [
            ServedState.Champion(instrument: SampleService.bitcoin, horizon: .seconds(300), version: 1)
        ]
        #expect(service.get("/metrics").text.contains("wick_store_takes_rows 1"))
        service.state.store.failure = "storing 12 rows in 'wick.db': another program holds the database locked"
        (service.state.store.waitingRows, service.state.store.waitingBytes) = (12, 3456)
        service.state.store.lost[.feature] = 5
        service.state.store.refused = [
            RefusalCount(kind: .prediction, reason: "NaN", count: 2, example: "prediction x")
        ]
        let readiness = service.get("/readyz")
        #expect(readiness.status == 503)
        #expect(readiness.text.contains("the store takes no rows (12 wait): storing 12 rows in 'wick.db'"))
        let metrics = service.get("/metrics").text
        for line in [
            "wick_store_takes_rows 0", "wick_queue_depth{queue=\"store_rows\"} 12",
            "wick_queue_depth{queue=\"store_bytes\"} 3456", "wick_store_lost_rows_total{kind=\"feature\"} 5",
            "wick_store_lost_rows_total{kind=\"candle\"} 0", "wick_store_refused_rows_total{kind=\"prediction\"} 2",
        ] {
            #expect(metrics.contains(line + "\n"), "\(line)")
        }
        let status = service.get("/v1/status").text
        #expect(status.contains("\"takes_rows\":false"))
        #expect(status.contains("\"lost\":[{\"kind\":\"feature\",\"count\":5}]"))
        #expect(
            status.contains(
                "\"refused\":[{\"kind\":\"prediction\",\"reason\":\"NaN\",\"count\":2,\"example\":\"prediction x\"}]"))
    }
}
