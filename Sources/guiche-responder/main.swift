import Posix

ThisProcess.closeToOthers()
ThisProcess.exit(Responder.run(CommandLine.arguments.dropFirst()))
