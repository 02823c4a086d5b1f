@testable import Console
import Foundation
import Testing

@Suite struct OutputTests {
  /// The two ends of a new pipe.
  private static func makePipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  @Test func bytesArriveInOrder() throws {
    let pipe = try Self.makePipe()
    let output = Output(descriptor: pipe.write, capacity: 10)
    try output.write("hello ")
    try output.write(bytes: Array("world and more".utf8))
    try output.write("!")
    #expect(output.text == "!")
    try output.flush()
    close(pipe.write)
    let read = FileHandle(fileDescriptor: pipe.read, closeOnDealloc: true)
    #expect(String(decoding: read.readDataToEndOfFile(), as: UTF8.self) == "hello world and more!")
  }

  @Test func closedReaderIsAQuietError() throws {
    Output.ignoreBrokenPipes()
    let pipe = try Self.makePipe()
    close(pipe.read)
    defer { close(pipe.write) }
    let output = Output(descriptor: pipe.write, capacity: 100)
    try output.write("kept back")
    let error = #expect(throws: OutputError.self) { try output.flush() }
    #expect(error?.isBrokenPipe == true)
    #expect(error?.code == EPIPE)
    #expect(throws: OutputError.self) { try output.write("more") }
    #expect(output.text == "")
  }

  @Test func processSurvivesAClosedReader() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Output.ignoreBrokenPipes()
      var ends: [Int32] = [0, 0]
      guard unsafe pipe(&ends) == 0 else { exit(1) }
      close(ends[0])
      let output = Output(descriptor: ends[1])
      var stream = TableStream(columns: [Column("n")], format: .csv, output: output)
      do {
        for number in 0..<1_000_000 { try stream.append([.integer(Int64(number))]) }
      } catch let error as OutputError where error.isBrokenPipe {
        exit(7)
      }
      exit(1)
    }
  }

  @Test func fullDiskIsReported() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let output = Output(descriptor: full)
    try output.write("x")
    let error = #expect(throws: OutputError.self) { try output.flush() }
    #expect(error?.message == "cannot write to standard output: No space left on device")
    #expect(error?.isBrokenPipe == false)
  }

  @Test func closedDescriptorIsReportedByName() {
    let output = Output(descriptor: -1, name: "out.csv", capacity: 0)
    let error = #expect(throws: OutputError.self) { try output.write("x") }
    #expect(error?.message == "cannot write to out.csv: Bad file descriptor")
  }

  @Test func slowReaderOfANonBlockingPipeIsWaitedFor() async throws {
    let pipe = try Self.makePipe()
    #expect(fcntl(pipe.write, F_SETFL, O_NONBLOCK) == 0)
    let text = String(repeating: "0123456789abcdef", count: 50_000)
    // A thread of its own: a task would wait for one of the few threads that all tests share, and
    // this test keeps one of them waiting.
    let counts = AsyncStream<Int>.makeStream()
    Thread.detachNewThread {
      let handle = FileHandle(fileDescriptor: pipe.read, closeOnDealloc: true)
      counts.continuation.yield(handle.readDataToEndOfFile().count)
      counts.continuation.finish()
    }
    let output = Output(descriptor: pipe.write)
    try output.write(text)
    try output.flush()
    close(pipe.write)
    #expect(await counts.stream.reduce(0, +) == text.utf8.count)
  }

  @Test func pipesAreNoTerminals() throws {
    let pipe = try Self.makePipe()
    defer {
      close(pipe.read)
      close(pipe.write)
    }
    #expect(Output(descriptor: pipe.write).presentation == .plain)
  }

  @Test(
    arguments: [
      ([:], 80, true), (["COLUMNS": "132"], 132, true), (["COLUMNS": "0"], 80, true),
      (["COLUMNS": "wide"], 80, true), (["NO_COLOR": "1"], 80, false), (["NO_COLOR": ""], 80, true),
      (["TERM": "dumb"], 80, false),
    ] as [([String: String], Int, Bool)])
  func terminalIsDescribedByTheEnvironment(
    environment: [String: String], width: Int, color: Bool
  ) throws {
    var primary: Int32 = 0
    var secondary: Int32 = 0
    try #require(unsafe openpty(&primary, &secondary, nil, nil, nil) == 0)
    defer {
      close(primary)
      close(secondary)
    }
    let found = Presentation.detect(descriptor: secondary) { environment[$0] }
    #expect(found == Presentation(isTerminal: true, width: width, usesColor: color))
  }

  @Test func widthComesFromTheTerminal() throws {
    var primary: Int32 = 0
    var secondary: Int32 = 0
    var size = winsize(ws_row: 24, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
    try #require(unsafe openpty(&primary, &secondary, nil, nil, &size) == 0)
    defer {
      close(primary)
      close(secondary)
    }
    #expect(Terminal.width(secondary) { _ in nil } == 97)
  }
}
