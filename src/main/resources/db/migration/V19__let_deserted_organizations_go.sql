-- Made by a position, and nothing was ever said of it: it goes with the last who was there.
alter table organization add column of_positions boolean not null default false;
