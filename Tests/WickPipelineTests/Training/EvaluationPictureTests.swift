import Foundation
import FoundationXML
import Testing
import WickDomain
import WickLearning

@testable import WickPipeline

@Suite struct EvaluationPictureTests {
    private func evaluation() throws -> Evaluation {
        let minutes = 2_500
        let candles = ForecastSample.candles(minutes)
        let values = (0..<minutes).flatMap { ForecastSample.vector($0).values.map(Float.init) }
        let dataset = try Dataset(
            schema: ForecastSample.schema, horizon: .seconds(300),
            features: FeatureMatrix(values, columnCount: 2),
            labels: LabelMaker(horizon: .seconds(300)).labels(candles), openTimes: candles.map(\.openTime))
        let run = TrainingRun(
            dataset, ForecastSample.quick, subject: Evaluation.Subject(symbol: "A<B&C"), clock: { .zero })
        return try #require(try run.run(.evaluate).evaluation)
    }

    @Test func pictureIsWellFormedAndNeedsNothingElse() throws {
        let evaluation = try evaluation()
        let svg = EvaluationPicture(evaluation).svg
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        // One line for each fee, and two of the calibration.
        #expect(svg.components(separatedBy: "<polyline").count - 1 == evaluation.trading.count + 2)
        #expect(svg.contains("lean") && svg.contains(evaluation.dailySkill[0].day))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        let html = EvaluationPicture(evaluation).html
        #expect(html.contains(svg) && html.contains("A&lt;B&amp;C") && !html.contains("A<B"))
        #expect(!html.contains("src=") && !html.contains("href="))
    }

    @Test func valuesLieWhereTheyBelong() {
        let panel = ChartPanel(title: "t", range: "r", width: 200, height: 156)
        // 115 wide and 100 high inside of the margins, from -1 to 3.
        let drawn = panel.lines([ChartPanel.Series(name: "s", points: [(0, -1), (1, 3)])])
        #expect(drawn.contains("points=\"70,128 185,28\""))
        #expect(panel.bars([]).contains("<text"), "nothing to show is no error")
    }
}
