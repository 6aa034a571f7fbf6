using LakeVersion.Simulation.Engine;

namespace LakeVersion.Simulation.Checking;

/// <summary>Holds what was told to who asked against what stands in the logs: what is acknowledged is there, what failed is not, nothing is there twice.</summary>
internal sealed class Ledger(World world)
{
    private readonly Dictionary<string, Operation> operations = [];

    public IReadOnlyCollection<Operation> Operations => operations.Values;

    public Operation Begin(string kind)
    {
        var operation = new Operation($"op{operations.Count + 1}", kind);
        operations.Add(operation.Word, operation);
        return operation;
    }

    /// <summary>The operation that a message in a log names; null for none.</summary>
    public Operation? Of(string? message) => message is null ? null : operations.GetValueOrDefault(message.Split(' ', 2)[0]);

    /// <summary>Told of an entry that does an operation.</summary>
    public void Saw(Operation operation, string log, long n)
    {
        if (!operation.Seen.Add(log))
        {
            throw world.Fail(new Violation($"{operation.Message} is in {log} twice, the second time as entry {n}"));
        }

        if (operation.Outcome == OperationOutcome.Failed && !operation.HasSeveralSteps)
        {
            throw world.Fail(new Violation($"{operation.Message} was reported failed, and lands in {log} as entry {n}"));
        }

        if (operation.Outcome == OperationOutcome.Unchanged)
        {
            throw world.Fail(new Violation($"{operation.Message} was reported to change nothing, and lands in {log} as entry {n}"));
        }
    }

    public void End(Operation operation, OperationOutcome outcome)
    {
        operation.Outcome = outcome;
        world.Note($"{operation.Message}: {outcome}");
        if (outcome == OperationOutcome.Acknowledged && operation.Seen.Count == 0)
        {
            throw world.Fail(new Violation($"{operation.Message} was acknowledged, and no log has it"));
        }

        if (outcome is OperationOutcome.Failed or OperationOutcome.Unchanged && operation.Seen.Count > 0 && !operation.HasSeveralSteps)
        {
            throw world.Fail(new Violation($"{operation.Message} was reported as {outcome}, and stands in {string.Join(", ", operation.Seen)}"));
        }
    }
}
