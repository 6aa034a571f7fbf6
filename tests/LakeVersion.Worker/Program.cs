using LakeVersion.Worker;

// usage: append LAKE TABLE FIRST COUNT   appends COUNT single rows, one commit each, numbered from FIRST
//        commit LAKE FIRST               puts a file and appends a row, one commit each, until it is killed
// Prints the number of each row once its commit is acknowledged.
return args switch
{
    ["append", var lake, var table, var first, var count] => await Writing.AppendAsync(lake, table, int.Parse(first), int.Parse(count)),
    ["commit", var lake, var first] => await Writing.CommitForeverAsync(lake, int.Parse(first)),
    _ => 2,
};
