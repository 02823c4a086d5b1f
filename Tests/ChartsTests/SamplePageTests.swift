import Foundation
import Testing

@testable import Charts

@Suite struct SamplePageTests {
  /// Writes the sample page where `PLIMSOLL_SAMPLE` says, to be looked at.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["PLIMSOLL_SAMPLE"] != nil))
  func samplePageIsWritten() throws {
    let path = try #require(ProcessInfo.processInfo.environment["PLIMSOLL_SAMPLE"])
    try Data(SamplePage.page.html.utf8).write(to: URL(filePath: path))
  }
}
