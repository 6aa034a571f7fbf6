using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;
using LakeVersion.Versioning.Audit;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Auditing;

/// <summary>Checks the chains of the audit history and says what is wrong with them.</summary>
internal static class AuditVerification
{
    /// <summary>Checks the branch that <c>--branch</c> names, or all logs; and every log that a mark names.</summary>
    /// <param name="run">The command.</param>
    /// <param name="expect">A mark, or <c>@</c> and a file with one a line; null for none.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The exit code: No where there are faults.</returns>
    public static async Task<int> RunAsync(Invocation run, string? expect, CancellationToken cancellationToken)
    {
        var marks = Marks(run, expect);
        var lake = await run.OpenAsync(cancellationToken);
        IReadOnlyList<RefName> names = run.Get(GlobalOptions.Branch) is { } branch ? [RefName.Branch(branch)] : await lake.Audit.NamesAsync(cancellationToken);
        if (names is [var only] && marks.Count == 0)
        {
            // A log that never was has no fault, and must not be called whole.
            await lake.Audit.MarkAsync(only, cancellationToken);
        }

        var logs = names.Select(name => name.Log).Concat(marks.Select(mark => mark.Log)).Distinct().ToList();
        var faults = new List<AuditFaultShape>();
        foreach (var log in logs)
        {
            foreach (var mark in marks.Where(mark => mark.Log == log).Cast<AuditMark?>().DefaultIfEmpty())
            {
                await foreach (var fault in lake.Chains.VerifyAsync(log, mark, cancellationToken))
                {
                    faults.Add(new AuditFaultShape(fault.Log, fault.N, fault.Fault));
                }
            }
        }

        var shape = new AuditVerifyShape { Whole = faults.Count == 0, Logs = logs, Faults = [.. faults.Distinct()] };
        run.Show(shape, LvJson.Default.AuditVerifyShape, answer => Write(run, answer));
        return shape.Whole ? ExitCode.Done : ExitCode.No;
    }

    private static List<AuditMark> Marks(Invocation run, string? expect)
    {
        if (expect is null)
        {
            return [];
        }

        if (!expect.StartsWith('@'))
        {
            return [AuditMark.Parse(expect)];
        }

        var file = run.Context.FullPath(expect[1..]);
        if (!File.Exists(file))
        {
            throw LakeException.NotFound($"--expect: there is no file '{expect[1..]}' here.");
        }

        var marks = File.ReadAllLines(file).Where(line => line.Trim().Length > 0).Select(AuditMark.Parse).ToList();
        return marks.Count > 0 ? marks : throw LakeException.Invalid($"--expect: '{expect[1..]}' holds no mark.");
    }

    private static void Write(Invocation run, AuditVerifyShape shape)
    {
        foreach (var fault in shape.Faults)
        {
            run.Out.WriteLine($"{run.Paint.Red("fault")} {fault.Log} entry {fault.Entry}: {Printable.Name(fault.Fault)}");
        }

        run.Out.WriteLine(shape.Whole
            ? $"Whole: {Printable.Count(shape.Logs.Count, "log")} checked, entry by entry."
            : $"{Printable.Count(shape.Faults.Count, "fault")} in {Printable.Count(shape.Logs.Count, "log")}.");
    }
}
