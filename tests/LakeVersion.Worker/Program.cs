using LakeVersion.Versioning.Collection;
using LakeVersion.Worker;

// usage: append LAKE TABLE FIRST COUNT            appends COUNT single rows, one commit each, numbered from FIRST
//        commit LAKE FIRST                        puts a file and appends a row, one commit each, until it is killed
//        put LAKE FIRST WRITERS COUNT [apart]     each of WRITERS puts COUNT files, one commit each, all in one lake, or each in its own
//        churn LAKE FIRST                         puts, copies and drops files, and makes tags, until it is killed
//        gc LAKE [MUTANTS]                        collects again and again until it is killed; prints how much each run freed
//        rates LAKE PROCESSES WRITERS COUNT [apart]   runs `put` in new processes on a new lake, and prints the commits a second
//        rates LAKE PROCESSES append COUNT        the same with `append`
// The first four print the number of each file or row once its commit is acknowledged.
return args switch
{
    ["append", var lake, var table, var first, var count] => await Writing.AppendAsync(lake, table, int.Parse(first), int.Parse(count)),
    ["commit", var lake, var first] => await Writing.CommitForeverAsync(lake, int.Parse(first)),
    ["put", var lake, var first, var writers, var count] => await Racing.PutAsync(lake, int.Parse(first), int.Parse(writers), int.Parse(count), false),
    ["put", var lake, var first, var writers, var count, "apart"] => await Racing.PutAsync(lake, int.Parse(first), int.Parse(writers), int.Parse(count), true),
    ["churn", var lake, var first] => await Churning.ForeverAsync(lake, int.Parse(first)),
    ["gc", var lake] => await Collecting.ForeverAsync(lake, CollectorMutants.None),
    ["gc", var lake, var mutants] => await Collecting.ForeverAsync(lake, Enum.Parse<CollectorMutants>(mutants)),
    ["rates", var lake, var processes, .. var rest] => await Rates.MeasureAsync(lake, int.Parse(processes), rest),
    _ => 2,
};
