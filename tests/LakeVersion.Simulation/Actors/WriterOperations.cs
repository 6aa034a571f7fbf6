using System.Text;
using LakeVersion.Changes;
using LakeVersion.Merging;
using LakeVersion.Simulation.Checking;
using LakeVersion.Simulation.Engine;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Simulation.Actors;

/// <summary>What writers do, by name: each operation of the lake, on branches, tags and revisions of the world's choice.</summary>
internal sealed class WriterOperations(Writer writer, World world, Book book, Ledger ledger, Lake lake, SimulatedProcess process)
{
    private static readonly string[] Names = ["b1", "b2", "b3", "b4"];
    private static readonly string[] Tags = ["t1", "t2"];

    /// <summary>Each operation as often as it is to be chosen.</summary>
    public static IReadOnlyList<string> UsualMix { get; } =
    [
        .. Enumerable.Repeat("transfer", 8), .. Enumerable.Repeat("note", 4), .. Enumerable.Repeat("group", 3), "drop", "drop",
        "copy", "copy", "rollback", "rollback", "revert", "revert", "undo", "undo-movement", "reset", "reset",
        "branch", "branch", "branch", "tag", "tag", "delete", "delete", "restore", "restore", "rename",
        .. Enumerable.Repeat("merge", 4), "pick", "pick", "staged", "staged", "impatient", "keyed", "retain", "repack", "repack",
    ];

    public Task RunAsync(string kind) => kind switch
    {
        "transfer" => EditAsync(kind, TransferAsync),
        "note" => EditAsync(kind, NoteAsync),
        "drop" => EditAsync(kind, DropAsync),
        "t-update" => EditAsync(kind, TableOperations.UpdateAsync),
        "t-upsert" => EditAsync(kind, TableOperations.UpsertAsync),
        "t-append" => EditAsync(kind, TableOperations.AppendAsync),
        "t-steps" => EditAsync(kind, TableOperations.StepsAsync),
        "t-optimize" => EditAsync(kind, TableOperations.OptimizeAsync),
        "t-group" => GroupAsync(TableOperations.AppendAsync, TableOperations.UpsertAsync),
        "impatient" => ImpatientAsync(),
        "keyed" => KeyedAsync(),
        "group" => GroupAsync(TransferAsync, NoteAsync),
        "copy" => CopyAsync(),
        "rollback" => CommitAsync(kind, say => lake.Branch(Branch()).RollbackAsync(Revision(), null, say)),
        "repack" => CommitAsync(kind, async say => (await lake.Branch(Branch()).RepackAsync(world.Random.Next(1, 101), say)).Commit),
        "revert" => CommitAsync(kind, say => lake.Branch(Branch()).RevertAsync([Revision()], say)),
        "undo" => CommitAsync(kind, say => lake.Branch(Branch()).UndoAsync(null, say)),
        "undo-movement" => MoveAsync(kind, async say => await lake.Branch(Branch()).UndoMovementAsync(true, say)),
        "reset" => MoveAsync(kind, async say => await lake.Branch(Branch()).ResetAsync(Revision(), true, say)),
        "branch" => MoveAsync(kind, async say => await lake.CreateBranchAsync(NewName(), Revision(), say)),
        "tag" => MoveAsync(kind, async say => await lake.CreateTagAsync(Tag(), Revision(), say)),
        "delete" => MoveAsync(kind, async say => await lake.Store.Moves.DeleteAsync(Named(live: true), say)),
        "restore" => MoveAsync(kind, async say => await lake.Store.Moves.RestoreAsync(Named(live: false), say)),
        "rename" => RenameAsync(),
        "merge" => MergeAsync(),
        "pick" => PickAsync(),
        "retain" => MoveAsync(kind, async say => await lake.Store.Retention.SetAsync(Retain.Rule(world), say)),
        "unretain" => MoveAsync(kind, async say => await lake.Store.Retention.RemoveAsync("all", say)),
        "staged" => new StagedWork(writer, world, ledger, lake, process).RunAsync(Branch()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such operation"),
    };

    /// <summary>Moves money between two accounts; false where there is no bank.</summary>
    internal static async Task<bool> TransferAsync(World world, LakeTransaction change, Operation operation)
    {
        var from = world.Random.Next(Bank.Accounts);
        var to = (from + 1 + world.Random.Next(Bank.Accounts - 1)) % Bank.Accounts;
        var amount = world.Random.Next(1, 50);
        foreach (var (number, sum) in new[] { (from, -amount), (to, amount) })
        {
            var path = Bank.Account(number);
            if (await change.Files.FindAsync(path) is null)
            {
                return false;
            }

            using var reader = new StreamReader(await change.Files.OpenAsync(path));
            await PutAsync(change, operation, path, Bank.Content(Bank.Balance(await reader.ReadToEndAsync()) + sum, operation.Word));
        }

        return true;
    }

    internal static async Task<bool> NoteAsync(World world, LakeTransaction change, Operation operation)
    {
        await PutAsync(change, operation, $"notes/n{world.Random.Next(4)}", $"note {world.Random.Next(3)}");
        return true;
    }

    private static async Task PutAsync(LakeTransaction change, Operation operation, string path, string content)
    {
        await change.Files.PutAsync(path, new MemoryStream(Encoding.UTF8.GetBytes(content)));
        operation.Writes![path] = content;
    }

    private static async Task<bool> DropAsync(World world, LakeTransaction change, Operation operation)
    {
        var path = $"notes/n{world.Random.Next(4)}";
        operation.Writes![path] = null;
        return await change.Files.DeleteAsync(path);
    }

    private Task EditAsync(string kind, Func<World, LakeTransaction, Operation, Task<bool>> edit) => EditAsync(ledger.Begin(kind), Branch(), edit);

    private Task EditAsync(Operation operation, string branch, Func<World, LakeTransaction, Operation, Task<bool>> edit, string? key = null, CancellationToken cancellationToken = default) =>
        writer.TryAsync(operation, async () =>
        {
            operation.Writes ??= []; // What an earlier try sent may land while the next one works.
            await using var change = await lake.Branch(branch).BeginAsync(cancellationToken: cancellationToken);
            if (!await edit(world, change, operation))
            {
                return false;
            }

            var result = await change.CommitAsync(Say(operation) with { IdempotencyKey = key, Request = key }, cancellationToken);
            return result.Status != CommitStatus.Unchanged;
        });

    // A caller who gives up at some moment. What was sent by then is unknown, not cancelled.
    private async Task ImpatientAsync()
    {
        using var source = new CancellationTokenSource(world.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)), process.Clock);
        await EditAsync(ledger.Begin("impatient"), Branch(), TransferAsync, cancellationToken: source.Token);
    }

    // The same step under one key until it is done: it must be there once.
    private async Task KeyedAsync()
    {
        var (operation, branch) = (ledger.Begin("keyed"), Branch());
        operation.HasSeveralSteps = true; // The first try may land after the second failed.
        for (var tries = 0; tries < 3 && operation.Outcome != OperationOutcome.Acknowledged; tries++)
        {
            await EditAsync(operation, branch, static (_, change, operation) => NoteOfAsync(change, operation), operation.Word);
        }
    }

    private static async Task<bool> NoteOfAsync(LakeTransaction change, Operation operation)
    {
        await PutAsync(change, operation, "notes/keyed", operation.Word);
        return true;
    }

    private async Task GroupAsync(Func<World, LakeTransaction, Operation, Task<bool>> one, Func<World, LakeTransaction, Operation, Task<bool>> other)
    {
        var branch = Branch();
        await Task.WhenAll(Enumerable.Range(0, world.Random.Next(2, 5)).Select(_ => EditAsync(ledger.Begin("member"), branch, world.Chance(0.5) ? one : other)));
    }

    private Task CopyAsync()
    {
        var (operation, branch, revision) = (ledger.Begin("copy"), Branch(), Revision());
        return writer.TryAsync(operation, async () =>
        {
            var from = await lake.AtAsync(revision);
            await using var change = await lake.Branch(branch).BeginAsync();
            var folder = world.Chance(0.5) ? "bank" : "notes";
            await change.Files.DeleteFolderAsync(folder);
            await change.Files.CopyAsync(from, folder, folder);
            return (await change.CommitAsync(Say(operation))).Status != CommitStatus.Unchanged;
        });
    }

    private Task MergeAsync()
    {
        var (operation, branch, source) = (ledger.Begin("merge"), Branch(), Branch());
        return writer.TryAsync(operation, async () =>
        {
            var options = new MergeOptions { Commit = Say(operation), FastForward = world.Chance(0.5) ? FastForward.Allowed : FastForward.Never };
            return (await lake.Branch(branch).MergeAsync(source, options)).Status is MergeStatus.Merged or MergeStatus.FastForwarded;
        });
    }

    private Task PickAsync()
    {
        var (operation, branch, revision) = (ledger.Begin("pick"), Branch(), Revision());
        return writer.TryAsync(operation, async () =>
        {
            var result = await lake.Branch(branch).CherryPickAsync([revision], new PickOptions { Commit = Say(operation) });
            return result.Status is MergeStatus.Merged;
        });
    }

    private Task RenameAsync()
    {
        var operation = ledger.Begin("rename");
        operation.HasSeveralSteps = true;
        var (from, to) = world.Chance(0.7) ? (RefName.Branch(Known(live: true)), RefName.Branch(NewName())) : (RefName.Tag(Tag()), RefName.Tag(Tag()));
        return writer.TryAsync(operation, async () =>
        {
            await lake.Store.Moves.RenameAsync(from, to, Log(operation));
            return operation.Seen.Count > 0; // Else another renaming of the same names, which it finished or found done, is the answer.
        });
    }

    private Task CommitAsync(string kind, Func<CommitOptions, ValueTask<CommitResult>> act)
    {
        var operation = ledger.Begin(kind);
        return writer.TryAsync(operation, async () => (await act(Say(operation))).Status != CommitStatus.Unchanged);
    }

    private Task MoveAsync(string kind, Func<LogOptions, Task> act)
    {
        var operation = ledger.Begin(kind);
        return writer.TryAsync(operation, async () =>
        {
            await act(Log(operation));
            return true;
        });
    }

    private CommitOptions Say(Operation operation) => new() { Message = operation.Message, Author = "writer", Patience = world.Options.Patience };

    private LogOptions Log(Operation operation) => new() { Message = operation.Message, Author = "writer", Patience = world.Options.Patience };

    // Mostly one that is there; main as often as all others.
    private string Branch() => world.Chance(0.5) ? "main" : Known(live: !world.Chance(0.05));

    private string NewName() => world.Chance(0.3) ? $"x{world.Random.Next(1000)}" : Names[world.Random.Next(Names.Length)];

    private string Known(bool live) => book.Branches(live).ToList() is { Count: > 0 } known ? known[world.Random.Next(known.Count)] : "b1";

    private string Tag() => Tags[world.Random.Next(Tags.Length)];

    private RefName Named(bool live) => world.Chance(0.7) ? RefName.Branch(Known(live)) : RefName.Tag(Tag());

    // A state of any name, mostly one that is kept; also of names that are gone.
    private string Revision()
    {
        var kept = book.Kept().ToList();
        var state = kept[world.Random.Next(kept.Count)];
        RefName.TryFromLog(state.Log, out var name);
        return $"{(name.Kind == RefKind.Tag ? "tag" : "branch")}:{name.Name}@{{#{state.N}}}";
    }
}
