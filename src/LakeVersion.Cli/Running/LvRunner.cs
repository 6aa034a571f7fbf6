using System.CommandLine;
using System.CommandLine.Invocation;
using LakeVersion.Cli.Parsing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Running;

/// <summary>Runs one command line: parses it, runs the verb, and makes an exit code of how it ended.</summary>
internal static class LvRunner
{
    public static async Task<int> RunAsync(LvContext context, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var root = LvRoot.Create(context);

        // Paths may begin with '@', so that is no file of further arguments.
        var parse = root.Parse(arguments.Count > 0 ? arguments : ["--help"], new ParserConfiguration { ResponseFileTokenReplacer = null });
        var report = new ErrorReport(context, parse.GetValue(GlobalOptions.Json));
        var code = ExitCode.Done;
        try
        {
            code = await RunAsync(context, parse, report, cancellationToken);
            await context.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (ReaderGoneException)
        {
            return code;
        }
        catch (LakeException e)
        {
            return report.Write(e);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report.WriteInterrupted();
        }
        catch (UnauthorizedAccessException e)
        {
            // Trying again does not help, as it may where a disk is full.
            return report.Write(LakeException.Refused(e.Message));
        }
        catch (IOException e)
        {
            return report.WriteLocal(e);
        }
        catch (Exception e)
        {
            return report.WriteInternal(e);
        }
        finally
        {
            await FlushRestAsync(context.Out);
        }
    }

    // What an answer said before it failed; that it cannot be written is told already, if it is.
    private static async Task FlushRestAsync(TextWriter output)
    {
        try
        {
            await output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static async Task<int> RunAsync(LvContext context, ParseResult parse, ErrorReport report, CancellationToken cancellationToken)
    {
        if (parse.Errors.Count > 0 && parse.Action is null or ParseErrorAction 
            || (parse.Action == parse.CommandResult.Command.Action && UsageFault.StrayOption(parse) is not null))
        {
            return report.WriteUsage(parse);
        }

        var configuration = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parse.InvokeAsync(configuration, cancellationToken);
    }
}
