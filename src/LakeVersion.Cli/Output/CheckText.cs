using LakeVersion.Cli.Shapes;
using LakeVersion.Cli.Verbs;

namespace LakeVersion.Cli.Output;

/// <summary>What checks found, as people read it.</summary>
internal static class CheckText
{
    public static void Write(Invocation run, CheckReportShape report)
    {
        foreach (var check in report.Checks)
        {
            run.Out.WriteLine($"{(check.Passed ? run.Paint.Green("passed") : run.Paint.Red("FAILED"))}  {Printable.Name(check.Name)}");
            foreach (var failure in check.Failures)
            {
                run.Out.WriteLine($"        {(failure.Table is { } table ? Printable.Name(table) + ": " : "")}{Printable.Name(failure.Message)}");
                foreach (var example in failure.Examples)
                {
                    run.Out.WriteLine($"          {Printable.Name(example)}");
                }
            }
        }
    }
}
