using System.CommandLine;
using System.Text.Json;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Running;

/// <summary>Tells on standard error how a command failed, in words or as JSON, and gives the exit code.</summary>
internal sealed class ErrorReport(LvContext context, bool json)
{
    private const int MostConflicts = 20;

    public int Write(LakeException e)
    {
        var code = ExitCode.Of(e.Kind);
        var shape = new ErrorDetail
        {
            Kind = JsonNamingPolicy.CamelCase.ConvertName(e.Kind.ToString()),
            Message = e.Message,
            ExitCode = code,
            Conflicts = e is ConflictException conflict ? [.. conflict.Conflicts.Select(c => new ConflictShape(c.Path.Value, c.Reason))] : null,
        };
        if (e is UnknownOutcomeException unknown)
        {
            var branch = RefName.TryFromLog(unknown.Log, out var name) ? name.Name : unknown.Log;
            shape = shape with { Branch = branch, Entry = unknown.N, Transaction = unknown.Tx.ToString() };
        }

        Write(shape, () => WriteDetails(shape));
        return code;
    }

    public int WriteInterrupted() =>
        Write(new ErrorDetail { Kind = "interrupted", Message = "Stopped. What was not committed yet is dropped.", ExitCode = ExitCode.Interrupted });

    public int WriteLocal(Exception e) =>
        Write(new ErrorDetail { Kind = "unavailable", Message = e.Message, ExitCode = ExitCode.Unavailable });

    public int WriteInternal(Exception e)
    {
        var shape = new ErrorDetail { Kind = "internal", Message = $"{e.GetType().Name}: {e.Message}", ExitCode = ExitCode.Internal };
        Write(shape, () =>
        {
            context.Error.WriteLine("This is a fault of lv itself; nothing says that the lake is damaged. Please report it with these lines:");
            context.Error.WriteLine(e.StackTrace);
        });
        return ExitCode.Internal;
    }

    public int WriteUsage(ParseResult parse)
    {
        var verb = UsageFault.Name(parse.CommandResult.Command);
        var shape = new ErrorDetail { Kind = "invalid", Message = UsageFault.Describe(parse), ExitCode = ExitCode.Usage };
        Write(shape, () => context.Error.WriteLine($"See: {verb} --help"));
        return ExitCode.Usage;
    }

    private int Write(ErrorDetail shape)
    {
        Write(shape, () => { });
        return shape.ExitCode;
    }

    private void Write(ErrorDetail shape, Action more)
    {
        if (json)
        {
            context.Error.WriteLine(JsonText.Of(new ErrorShape { Error = shape }, LvJson.Default.ErrorShape));
            return;
        }

        var paint = Paint.For(context, context.IsErrorTerminal);
        context.Error.WriteLine($"{paint.Red("lv:")} {Printable.Lines(shape.Message)}");
        more();
    }

    private void WriteDetails(ErrorDetail shape)
    {
        if (shape.Transaction is not null)
        {
            context.Error.WriteLine($"  branch       {shape.Branch}");
            context.Error.WriteLine($"  entry        {shape.Entry}");
            context.Error.WriteLine($"  transaction  {shape.Transaction}");
        }

        // The message names the first ones itself.
        foreach (var conflict in (shape.Conflicts ?? []).Where(c => !shape.Message.Contains($"{c.Path}: {c.Reason}", StringComparison.Ordinal)).Take(MostConflicts))
        {
            context.Error.WriteLine($"  {Printable.Name(conflict.Path)}: {conflict.Reason}");
        }
    }
}
